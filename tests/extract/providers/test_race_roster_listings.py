"""Which lists of participants count as whole, so that an absence means something."""

import pytest

from extract.kit.destination import Warehouse
from sandbox.race_roster.app import RaceRoster
from sandbox.race_roster.listing import Switches
from tests.extract.accounts import Account
from tests.extract.rosters import (
    A_RUNNER,
    LAKEHEAD,
    PRAIRIE,
    listed,
    participants_of,
    pull,
    told_of,
    vanished,
)

OF_LAKEHEAD = f"{LAKEHEAD}/participants"
SHORT = [
    ("events", "full", 2),
    ("participants", "incremental", 24),
    ("participant_listings", "incremental", 1),
]


def remove(roster: RaceRoster, *numbers: int) -> None:
    """Takes participants of the first event out, counted from 0."""
    gone = [roster.store.remove(LAKEHEAD, A_RUNNER + number) for number in numbers]
    assert len(gone) == len(numbers)


def test_whoever_is_in_no_newest_list_has_vanished(
    timer: Account, roster: RaceRoster, any_warehouse: Warehouse
) -> None:
    pull(timer, any_warehouse)
    remove(roster, 3)
    roster.store.edit(LAKEHEAD, A_RUNNER + 4, {"isActive": False})

    pull(timer, any_warehouse, day=2)

    assert listed(any_warehouse) == [(LAKEHEAD, 11, 11), (PRAIRIE, 12, 12)]
    assert vanished(any_warehouse) == [f"{LAKEHEAD}|{A_RUNNER + 3}"]


def test_whoever_comes_back_has_not_vanished(
    timer: Account, roster: RaceRoster, warehouse: Warehouse
) -> None:
    pull(timer, warehouse)
    row = roster.store.remove(LAKEHEAD, A_RUNNER + 3)
    pull(timer, warehouse, day=2)
    roster.store.participants[LAKEHEAD].append(row)

    pull(timer, warehouse, day=3)

    assert vanished(warehouse) == []


@pytest.mark.parametrize(
    ("switches", "note"),
    [
        ({"withheld": 2}, "10 rows came, while upstream counts 12"),
        ({"count_off": -2}, "12 rows came, while upstream counts 10"),
        (
            {"ignore_offset": True},
            "the page from row 5 on begins like the one before it, so the server seems to ignore "
            "`offset`",
        ),
    ],
)
def test_a_list_without_a_proven_end_says_nothing_of_absence(
    timer: Account,
    roster: RaceRoster,
    warehouse: Warehouse,
    switches: dict[str, int],
    note: str,
) -> None:
    pull(timer, warehouse)
    roster.switches = Switches(**switches)  # type: ignore[arg-type]

    report = pull(timer, warehouse, day=2)

    assert [mode for _, mode, _ in told_of(report)] == ["full", "incremental", "incremental"]
    first, _, _ = (participants_of(report).note or "").partition("; ")
    assert first == f"absence from event {PRAIRIE} means nothing: {note}"
    assert (listed(warehouse), vanished(warehouse)) == ([], [])


def test_a_list_that_breaks_off_is_not_whole(timer: Account, warehouse: Warehouse) -> None:
    pull(timer, warehouse)
    timer.fails("empty_page", OF_LAKEHEAD, skip=1, times=None)

    report = pull(timer, warehouse, day=2)

    assert told_of(report)[1:] == [
        ("participants", "incremental", 17),
        ("participant_listings", "incremental", 1),
    ]
    assert (listed(warehouse), vanished(warehouse)) == ([(PRAIRIE, 12, 12)], [])


def test_an_empty_page_in_the_middle_is_asked_for_again(
    timer: Account, warehouse: Warehouse
) -> None:
    timer.fails("empty_page", OF_LAKEHEAD, skip=1)

    assert told_of(pull(timer, warehouse))[1:] == [
        ("participants", "full", 24),
        ("participant_listings", "full", 2),
    ]


def test_without_a_count_an_empty_page_is_the_end(
    timer: Account, roster: RaceRoster, warehouse: Warehouse
) -> None:
    roster.switches = Switches(totals=False)

    report = pull(timer, warehouse)

    assert participants_of(report).upstream_total is None
    assert listed(warehouse) == [(LAKEHEAD, 12, None), (PRAIRIE, 12, None)]
    assert [call.query["offset"] for call in timer.calls(OF_LAKEHEAD)] == [
        "0", "5", "10", "12", "12",
    ]  # fmt: skip


def test_a_list_that_moves_while_it_is_read_is_not_whole(
    timer: Account, roster: RaceRoster, warehouse: Warehouse
) -> None:
    roster.faults.before(OF_LAKEHEAD, lambda: remove(roster, 0), call=2)

    report = pull(timer, warehouse)

    assert participants_of(report).note == (
        f"absence from event {LAKEHEAD} means nothing: upstream's count fell from 12 to 11 while "
        "it was read"
    )
    assert listed(warehouse) == [(PRAIRIE, 12, 12)]


def test_nobody_vanishes_behind_a_place_that_another_left(
    timer: Account, roster: RaceRoster, any_warehouse: Warehouse
) -> None:
    def swap() -> None:
        remove(roster, 0)
        roster.store.add(LAKEHEAD, {})

    pull(timer, any_warehouse)
    roster.faults.before(OF_LAKEHEAD, swap, call=2)

    report = participants_of(pull(timer, any_warehouse, day=2))

    assert (report.mode, report.note) == (
        "incremental",
        f"absence from event {LAKEHEAD} means nothing: 1 participants left the list while it was "
        "read",
    )
    assert (listed(any_warehouse), vanished(any_warehouse)) == ([(PRAIRIE, 12, 12)], [])
    pull(timer, any_warehouse, day=3)
    assert vanished(any_warehouse) == [f"{LAKEHEAD}|{A_RUNNER}"]


def test_a_list_is_read_twice_only_where_somebody_is_missing(
    timer: Account, roster: RaceRoster, warehouse: Warehouse
) -> None:
    pull(timer, warehouse)
    once = len(timer.calls(OF_LAKEHEAD))
    roster.store.add(LAKEHEAD, {})
    pull(timer, warehouse, day=2)
    twice = len(timer.calls(OF_LAKEHEAD))
    remove(roster, 5)

    report = participants_of(pull(timer, warehouse, day=3))

    assert (once, twice, len(timer.calls(OF_LAKEHEAD))) == (4, 8, 16)
    assert (report.mode, report.landed, report.deduplicated) == ("full", 24, 12)


def test_a_registration_that_comes_meanwhile_is_read_too(
    timer: Account, roster: RaceRoster, warehouse: Warehouse
) -> None:
    roster.faults.before(OF_LAKEHEAD, lambda: roster.store.add(LAKEHEAD, {}), call=2)

    pull(timer, warehouse)

    assert listed(warehouse) == [(LAKEHEAD, 13, 13), (PRAIRIE, 12, 12)]


def test_a_row_that_comes_twice_shows_that_the_list_moved(
    timer: Account, roster: RaceRoster, warehouse: Warehouse
) -> None:
    rows = roster.store.participants[LAKEHEAD]
    rows[7] = rows[2]

    report = participants_of(pull(timer, warehouse))

    assert (report.fetched, report.landed, report.deduplicated) == (24, 23, 1)
    assert (report.note or "").endswith("1 of its rows came twice, so it moved while it was read")
    assert listed(warehouse) == [(PRAIRIE, 12, 12)]


@pytest.mark.parametrize("broken", ["corrupt", {"firstName": "Zoë"}, {"participantId": None}])
def test_nobody_vanishes_behind_a_row_that_cannot_be_read(
    timer: Account, roster: RaceRoster, any_warehouse: Warehouse, broken: object
) -> None:
    pull(timer, any_warehouse)
    roster.store.participants[LAKEHEAD][3] = broken

    report = pull(timer, any_warehouse, day=2)

    assert (participants_of(report).quarantined, participants_of(report).landed) == (1, 23)
    assert participants_of(report).note == (
        f"absence from event {LAKEHEAD} means nothing: 1 of its rows have no readable id"
    )
    assert vanished(any_warehouse) == []


def test_a_list_that_shrinks_sharply_waits_for_consent(
    timer: Account, roster: RaceRoster, warehouse: Warehouse
) -> None:
    pull(timer, warehouse)
    remove(roster, 1, 2, 3)

    held_back = pull(timer, warehouse, day=2)

    assert participants_of(held_back).note == (
        f"absence from event {LAKEHEAD} means nothing: 9 rows came where 12 were known; if the "
        "others are really gone, run the sync with --accept"
    )
    assert vanished(warehouse) == []
    assert told_of(pull(timer, warehouse, day=3, accept=True))[1][1] == "full"
    assert [key[-2:] for key in vanished(warehouse)] == ["02", "03", "04"]


@pytest.mark.parametrize(
    ("brakes", "shrunk"),
    [
        ({}, (10, 2)),
        ({}, (9, 1)),
        ({"shrink_pct": 25}, (9, 2)),
        ({"entities": {"participants": {"shrink_pct": 10}}}, (10, 1)),
        ({"entities": {"events": {"shrink_pct": 90}}}, (9, 1)),
        ({}, (0, 1)),
        ({"shrink_pct": 100}, (0, 1)),
        ({"empty": True}, (0, 2)),
    ],
)
def test_the_connections_brakes_say_how_much_a_list_may_shrink(
    timer: Account,
    roster: RaceRoster,
    warehouse: Warehouse,
    brakes: dict[str, object],
    shrunk: tuple[int, int],
) -> None:
    rows, listings = shrunk
    pull(timer, warehouse)
    timer.settings = {**timer.settings, "brakes": brakes}
    del roster.store.participants[LAKEHEAD][rows:]

    pull(timer, warehouse, day=2)

    assert len(listed(warehouse)) == listings


def test_a_list_is_measured_by_the_newest_one_not_by_all_that_was_ever_held(
    timer: Account, roster: RaceRoster, any_warehouse: Warehouse
) -> None:
    pull(timer, any_warehouse)
    remove(roster, 1, 2)
    pull(timer, any_warehouse, day=2)
    remove(roster, 3, 4)

    pull(timer, any_warehouse, day=3)

    assert listed(any_warehouse) == [(LAKEHEAD, 8, 8), (PRAIRIE, 12, 12)]


def test_participants_can_be_read_alone(timer: Account, warehouse: Warehouse) -> None:
    report = timer.sync(warehouse, "participants")

    assert told_of(report) == [("participants", "full", 24)]


def test_no_listing_is_made_without_its_participants(timer: Account, warehouse: Warehouse) -> None:
    pull(timer, warehouse)

    report = timer.sync(warehouse, "participant_listings")

    assert told_of(report) == [("participant_listings", "incremental", 0)]
    assert report.entities[0].note == "participants were not read in this load"
    assert vanished(warehouse) == []
