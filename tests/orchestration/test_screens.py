"""What a person sees after a push."""

import pytest

from orchestration.screens import escaped, show_applied
from push.kit.apply import Applied
from push.kit.plan import Action
from push.kit.verify import Seal


def test_everybody_to_be_withdrawn_by_hand_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    listed = tuple(Action("withdraw", f"r-{number}", "Ana", "10K", {}) for number in range(60))
    done = Applied("p", 0, 0, (), (), listed, Seal("spring", 0, 0))

    show_applied([done], as_json=False)

    assert capsys.readouterr().out.count("withdraw by hand: Ana (r-") == 60


def test_a_name_gives_the_terminal_no_orders() -> None:
    assert escaped("Ana\x1b[2J [red]Runner\x9b1m") == "Ana\ufffd[2J \\[red]Runner\ufffd1m"
