"""What somebody sees while a sync runs."""

from io import StringIO

import pytest

from extract.kit.options import Progress
from orchestration import bars
from orchestration.screens import Screen


@pytest.mark.parametrize(
    ("far", "words"),
    [
        (Progress("people", 700, 1_400), "700 of 1,400 (50%), 35/s"),
        (Progress("people", 700, 1_400, is_estimate=True), "700 of ~1,400 (~50%), 35/s"),
        (Progress("people", 70_000), "70,000, 35/s"),
        (None, ""),
    ],
)
def test_a_share_is_told_where_the_total_is_known(far: Progress | None, words: str) -> None:
    assert bars.counted(far, 35.0) == words


def test_a_bar_goes_when_more_comes_than_was_known_of(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = StringIO()
    monkeypatch.setattr(bars, "ERR", Screen(file=seen, force_terminal=True, width=90))

    with bars.counting(quiet=False) as progress:
        progress(Progress("people", 300, 1_200))
        progress(Progress("people", 600))

    last = seen.getvalue().rpartition("people")[2]
    assert "600, " in last
    assert "\u2501" not in last
