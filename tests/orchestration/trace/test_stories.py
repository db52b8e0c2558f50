"""`syncline trace`: what happened to one runner, in order of time, from all who know of it."""

import pytest

from orchestration.trace.landed import token_of
from tests.orchestration.trace.conftest import SECRET, Desk

ANA = [
    ("08:00", "page read"),
    ("08:01", "row quarantined"),
    ("08:05", "row landed"),
    ("08:10", "first served"),
    ("09:00", "page read"),
    ("09:05", "row changed"),
    ("09:05", "row seen again"),
    ("09:10", "first served"),
    ("09:20", "no longer served"),
    ("09:40", "served again"),
    ("09:40", "stands active"),
    ("09:40", "start list: held_back"),
    ("10:00", "page read"),
    ("10:05", "row changed"),
    ("11:00", "held back"),
    ("11:00", "planned"),
    ("12:00", "create intended"),
    ("12:01", "sent"),
    ("12:02", "confirmed"),
    ("12:03", "update intended"),
    ("12:04", "rejected"),
    ("12:05", "update intended"),
    ("12:05", "unknown"),
    ("12:06", "create intended"),
    ("12:30", "page read"),
    ("12:32", "row landed"),
    ("12:35", "first served"),
    ("12:35", "result: finished"),
    ("12:35", "splits"),
    ("12:41", "publication confirmed"),
    ("12:55", "results taken down"),
]


def test_the_whole_story_is_in_order_of_time(desk: Desk) -> None:
    assert desk.what("registration", "a-1", "5501") == ANA


def test_a_raw_row_says_what_changed_and_from_which_page(desk: Desk) -> None:
    steps = desk.steps("registration", "a-1", "a-5501")

    page = next(step for step in steps if step["what"] == "page read")
    changed = next(step for step in steps if step["what"] == "row changed")
    assert (page["where"], page["reason"]) == ("a: participants", "full load 100.1")
    assert page["details"] == {
        "connection": "a", "entity": "participants", "load_id": "100.1", "context": {"race_id": 9},
    }  # fmt: skip
    assert changed["where"] == "raw_runsignup.participants_json"
    assert changed["reason"] == "upstream changed bib_num, user.street"
    assert changed["details"]["changes"] == [
        {"field": "bib_num", "old": None, "new": "1234"},
        {"field": "user.street", "old": "one", "new": "two"},
    ]


@pytest.mark.parametrize(
    ("registration_id", "token"),
    [("5501", "5501"), ("70101|880017", "880017"), ("ev_2001|R-17|cat_9", "R-17")],
)
def test_a_row_that_cannot_be_read_is_anothers_unless_it_has_the_registrations_own_number(
    registration_id: str, token: str
) -> None:
    assert token_of(registration_id) == token


def test_a_removal_is_told_with_upstreams_reason(desk: Desk) -> None:
    steps = desk.steps("registration", "a-1", "5502")

    assert [(step["what"], step["reason"]) for step in steps[:3]] == [
        ("page read", "incremental load 200.1"),
        ("removal landed", "upstream says transferred"),
        ("first served", "flip by ada, the first with load 200.1"),
    ]
    assert steps[-1]["what"] == "stands removed"


def test_a_row_of_an_incomplete_load_is_told_as_invisible(desk: Desk) -> None:
    steps = desk.steps("registration", "a-1", "5501")

    last = [step for step in steps if step["what"] == "row changed"][-1]
    assert last["reason"] == "upstream changed bib_num; not visible, as load 400.1 is not complete"


def test_flips_and_rollbacks_say_which_load_they_serve(desk: Desk) -> None:
    steps = desk.steps("registration", "a-1", "5501")

    served = [step for step in steps if "served" in step["what"]][:4]
    assert [(step["where"], step["reason"]) for step in served] == [
        ("race.unified_participants_v1", "flip by ada, the first with load 100.1"),
        ("race.unified_participants_v2", "flip by ada, the first with load 200.1"),
        ("race.unified_participants_v1", "rollback by bob, without load 200.1"),
        ("race.unified_participants_v2", "flip by ada, again with load 200.1"),
    ]


def test_the_start_list_says_where_to_and_what_holds_back(desk: Desk) -> None:
    steps = desk.steps("registration", "a-1", "5501")

    told = [step["reason"] for step in steps if step["where"] == "race.start_list"]
    assert told == ["to s: spring, 10 Mile; duplicate_bib"]


def test_attempts_carry_their_plan_changes_and_replies(desk: Desk) -> None:
    steps = desk.steps("registration", "a-1", "5501")

    told = {(step["what"], step["reason"]) for step in steps if step["where"] == "s: spring"}
    assert told == {
        ("held back", "plan 1: bib twice"),
        ("planned", "create, in plan 2 by ada (applied)"),
        ("create intended", "10 Mile, by plan 2"),
        ("sent", "the provider took it"),
        ("confirmed", "the provider holds it, seen when it was read back"),
        ("update intended", "10 Mile, by plan 3"),
        ("rejected", "HTTP 409 (bib taken) for key [hidden]"),
        ("unknown", "no whole reply (TimeoutError)"),
    }
    update = next(step for step in steps if step["what"] == "update intended")
    assert update["details"]["changes"] == [{"field": "bib_number", "old": "", "new": "1234"}]


def test_the_result_has_place_times_and_splits(desk: Desk) -> None:
    steps = desk.steps("registration", "a-1", "5501")

    told = {step["what"]: step["reason"] for step in steps[-6:]}
    assert told["result: finished"] == (
        "s spring, 10 Mile: place 12, 3 in F35, gun 1:02:03.4, chip 1:02:00.0, bib 1234, "
        "id runsignup-5501 there"
    )
    assert told["splits"] == "Midway 0:30:00.0, Finish 1:02:03.4"
    assert told["row landed"] == (
        "key spring|10 Mile|runsignup-5501, the oldest version that is kept"
    )
    assert told["publication confirmed"] == (
        "create, publication 1 (publish, preliminary, without a notice), approved by ada: confirmed"
    )
    assert told["results taken down"] == "publication 3, approved by cy: hidden from everybody"


@pytest.mark.parametrize(("bib", "notice"), [("9", "with a notice"), ("500", "without a notice")])
def test_a_publication_says_whether_this_runner_was_told(desk: Desk, bib: str, notice: str) -> None:
    steps = desk.steps("bib", "a-1", bib)

    assert (steps[-2]["what"], steps[-2]["reason"]) == (
        "publication confirmed",
        f"add, publication 2 (publish, official, {notice}), approved by bob: confirmed",
    )


def test_a_vanished_runner_is_told_with_the_reason(desk: Desk) -> None:
    steps = desk.steps("bib", "a-2", "77")

    assert [(step["what"], step["where"]) for step in steps] == [
        ("stands vanished", "race.unified_participants"),
        ("left the view", "race.deletions"),
        ("came back into the view", "race.deletions"),
    ]
    assert steps[0]["reason"] == (
        "Cy Moss, bib 77, 5K, vanished (registration 5503); it left a list that was read to its "
        "end; nobody said why, so nobody is withdrawn"
    )


def test_who_left_the_view_is_told_as_last_served(desk: Desk) -> None:
    steps = desk.steps("bib", "a-1", "90")

    assert [(step["what"], step["reason"]) for step in steps] == [
        ("left the view", "no longer in the source"),
        ("stands gone", "Gus Orr, bib 90, 10 Mile, gone (registration 5590)"),
    ]


def test_no_secret_is_told(desk: Desk) -> None:
    told = desk.say("registration", "a-1", "5501").output
    document = desk.say("registration", "a-1", "5501", "--json").output

    assert "key [hidden]" in told
    assert SECRET not in told + document
