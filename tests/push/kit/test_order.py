"""Who gives a bib up goes first."""

import pytest

from push.kit.order import in_turn
from push.kit.plan import Action, Change
from push.kit.target import BIB, EVENT
from tests.push.world import MemoryTarget


def made(key: str, bib: str = "") -> Action:
    """Somebody new in the 10K."""
    return Action("create", key, key, "10K", {EVENT: "10K", **({BIB: bib} if bib else {})})


def given(key: str, old: str, new: str) -> Action:
    """Somebody in the 10K whose bib changes."""
    return Action("update", key, key, "10K", {BIB: new}, (Change(BIB, old, new, old),))


def moved(key: str, bib: str, old: str, new: str) -> Action:
    """Somebody who goes to another event with the same bib."""
    fields = {BIB: bib, EVENT: new}
    return Action("update", key, key, new, fields, (Change(EVENT, old, new, old),))


@pytest.mark.parametrize(
    ("sends", "order"),
    [
        ([made("a", "1"), made("b", "2"), made("c")], "abc"),
        ([given("a", "1", "2"), given("b", "2", "3"), given("c", "3", "4")], "cba"),
        ([made("n", "1"), made("m", "7"), given("a", "1", "2")], "anm"),
        ([made("n", "1"), moved("a", "1", "10K", "5K")], "an"),
        ([moved("a", "1", "5K", "10K"), given("b", "1", "2")], "ba"),
        ([given("a", "", "5"), given("b", "5", ""), made("c")], "bac"),
    ],
)
def test_whoever_takes_a_bib_comes_after_who_gives_it_up(sends: list[Action], order: str) -> None:
    assert "".join(one.record_id for one in in_turn(sends, MemoryTarget())) == order


def test_bibs_that_go_round_lose_nobody() -> None:
    circle = [given("a", "1", "2"), given("b", "2", "3"), given("c", "3", "1"), made("d", "4")]

    assert sorted(one.record_id for one in in_turn(circle, MemoryTarget())) == ["a", "b", "c", "d"]


def test_the_order_of_many_in_one_chain_is_found() -> None:
    chain = [given(str(number), str(number), str(number + 1)) for number in range(5_000)]

    ordered = in_turn(chain, MemoryTarget())

    assert [one.record_id for one in ordered[:2]] == ["4999", "4998"]
    assert (len(ordered), ordered[-1].record_id) == (5_000, "0")
