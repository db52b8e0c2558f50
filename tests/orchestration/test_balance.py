"""The demo's sums: they fail when a row is missing."""

import pytest

from orchestration.demo.balance import Fetched, OutOfBalance, Pushed, require


def test_sums_that_hold_pass() -> None:
    require(Fetched(10, 7, 2, 1), Pushed(9, 5, 3, 1))


def test_a_lost_row_fails_the_run() -> None:
    with pytest.raises(OutOfBalance, match="fetched=10"):
        require(Fetched(10, 7, 1, 1), Pushed(9, 5, 3, 1))


def test_a_doubled_runner_fails_the_run() -> None:
    with pytest.raises(OutOfBalance, match="modelled=9"):
        require(Fetched(10, 7, 2, 1), Pushed(9, 6, 3, 1))
