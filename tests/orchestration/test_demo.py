"""The demo as a person runs it, smaller: twice, with its screen and its exit code."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.demo import flow
from orchestration.demo.balance import OutOfBalance
from orchestration.demo.scenes import Scenes


@pytest.fixture
def runner(tmp_path: Path) -> CliRunner:
    return CliRunner(env={"SYNCLINE_HOME": str(tmp_path), "COLUMNS": "100"})


def test_a_second_demo_sends_nothing_and_says_so(runner: CliRunner) -> None:
    first = runner.invoke(app, ["demo", "--finishers", "40"], catch_exceptions=False)
    second = runner.invoke(app, ["demo", "--finishers", "40"], catch_exceptions=False)

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "nothing to send" not in first.stdout
    assert "nothing to send: all is as it was sent" in second.stdout
    assert first.stdout.count("balanced") == 2
    assert "10 Mile: the first ten" in first.stdout
    assert first.stdout.count("race: flipped 8 served views") == 2
    assert "served in new generations: ops, race" in second.stdout


def test_a_sum_that_does_not_balance_fails_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(OutOfBalance, match="modelled=1, sent=0"):
        flow.settle(flow.Outcome(), 1, Scenes(quiet=False))

    assert "modelled 1 = 0 sent + 0 unchanged + 0 held back NOT BALANCED" in capsys.readouterr().out
