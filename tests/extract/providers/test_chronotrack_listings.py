"""What proves a list whole: downstream, what is older than its event's newest listing is gone."""

from dataclasses import replace
from typing import Any, cast

import pytest

from extract.kit.destination import Warehouse
from sandbox.chronotrack.app import ChronoTrack
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.timers import (
    ENTRIES,
    FIRST_ENTRY,
    HARBOR,
    RESULTS,
    TEN_MILE,
    listed,
    of,
    synced,
)

PAIR = ("entries", "entry_listings")
WHOLE = [("70101", 44), ("70102", 6), ("70103", 0)]


def remove_entries(scorer: ChronoTrack, count: int) -> None:
    """Takes out so many entries of the first event."""
    for row in scorer.store.rows("entries", HARBOR)[:count]:
        scorer.store.remove("entries", row["entry_id"])


def test_an_entry_that_is_gone_is_older_than_the_listing(
    track: Account, scorer: ChronoTrack, any_warehouse: Warehouse
) -> None:
    first = synced(track, any_warehouse, *PAIR)
    scorer.store.remove("entries", FIRST_ENTRY)

    second = synced(track, any_warehouse, *PAIR)

    newest = f"select max(_dlt_load_id) from {ENTRIES} where key = '{FIRST_ENTRY}'"
    assert landed.value(any_warehouse, newest) == first.load_id
    assert listed(any_warehouse, "entry", second.load_id)[0] == ("70101", 43)
    assert (of(second, "entries").mode, of(second, "entries").landed) == ("full", 49)


def test_a_listing_names_its_event_and_its_rows(track: Account, any_warehouse: Warehouse) -> None:
    synced(track, any_warehouse, *PAIR)

    payload = landed.payload(any_warehouse, "raw_chronotrack.entry_listings_json", HARBOR)
    whole = {"event_id": HARBOR, "rows": 44}
    assert payload == {"_context": whole, **whole}


def test_a_list_shorter_than_the_provider_counts_has_no_listing(
    track: Account, scorer: ChronoTrack, any_warehouse: Warehouse
) -> None:
    scorer.switches = replace(scorer.switches, lost={"event_entry": 2})

    report = synced(track, any_warehouse, *PAIR)

    assert listed(any_warehouse, "entry", report.load_id) == [("70103", 0)]
    assert of(report, "entries").note == (
        "/event/70101/entry: 42 of 44 rows; /event/70102/entry: 4 of 6 rows"
    )
    assert {(one.mode, one.upstream_total) for one in report.entities} == {("incremental", None)}


@pytest.mark.parametrize("kind", ["empty_page", "went_empty"])
def test_an_answer_that_went_empty_against_its_own_count_has_no_listing(
    track: Account, warehouse: Warehouse, kind: str
) -> None:
    track.fails(kind, f"/event/{HARBOR}/entry", times=2)

    report = synced(track, warehouse, *PAIR)

    assert listed(warehouse, "entry", report.load_id) == WHOLE[1:]
    assert of(report, "entries").note == "/event/70101/entry: 0 of 44 rows"


def test_one_empty_answer_is_asked_for_again(track: Account, warehouse: Warehouse) -> None:
    track.fails("empty_page", f"/event/{HARBOR}/entry", times=1)

    report = synced(track, warehouse, *PAIR)

    assert listed(warehouse, "entry", report.load_id) == WHOLE


@pytest.mark.parametrize(
    ("gone", "brakes", "rows"),
    [
        (8, {}, 36),
        (9, {}, None),
        (9, {"shrink_pct": 30}, 35),
        (9, {"entities": {"entries": {"shrink_pct": 50}}}, 35),
        (5, {"shrink_pct": 10}, None),
        (44, {}, None),
        (44, {"empty": True}, 0),
    ],
)
def test_an_event_that_shrank_by_more_than_the_brake_has_no_listing(
    track: Account, warehouse: Warehouse, gone: int, brakes: dict[str, Any], rows: int | None
) -> None:
    track.settings = {"brakes": brakes}
    synced(track, warehouse, *PAIR)
    remove_entries(cast(Any, track.app), gone)

    report = synced(track, warehouse, *PAIR)

    assert dict(listed(warehouse, "entry", report.load_id)).get(HARBOR) == rows


def test_a_shrunken_event_is_listed_once_a_person_has_agreed(
    track: Account, scorer: ChronoTrack, any_warehouse: Warehouse
) -> None:
    synced(track, any_warehouse, *PAIR)
    remove_entries(scorer, 20)
    held = synced(track, any_warehouse, *PAIR)
    agreed = synced(track, any_warehouse, *PAIR, accept=True)
    after = synced(track, any_warehouse, *PAIR)

    assert (of(held, "entry_listings").mode, of(held, "entry_listings").note) == (
        "incremental",
        "event 70101: 24 entries where 44 were; the others stay until the sync is run with "
        "--accept",
    )
    assert listed(any_warehouse, "entry", held.load_id) == WHOLE[1:]
    assert listed(any_warehouse, "entry", agreed.load_id)[0] == ("70101", 24)
    assert listed(any_warehouse, "entry", after.load_id)[0] == ("70101", 24)


def test_an_event_never_read_whole_is_held_against_its_rows(
    track: Account, scorer: ChronoTrack, warehouse: Warehouse
) -> None:
    scorer.switches = replace(scorer.switches, lost={"event_entry": 1})
    synced(track, warehouse, *PAIR)
    scorer.switches = replace(scorer.switches, lost={})
    remove_entries(scorer, 20)

    report = synced(track, warehouse, *PAIR)

    assert "24 entries where 43 were" in (of(report, "entries").note or "")


def test_a_rescore_replaces_an_events_results(
    track: Account, scorer: ChronoTrack, any_warehouse: Warehouse
) -> None:
    first = synced(track, any_warehouse, "results", "result_listings")
    assert listed(any_warehouse, "result", first.load_id)[0] == ("70101", 121)
    scorer.store.unscore(FIRST_ENTRY)

    second = synced(track, any_warehouse, "results", "result_listings")

    assert listed(any_warehouse, "result", second.load_id)[0] == ("70101", 117)
    left = f"select count(*) from {RESULTS} where _dlt_load_id = ? and key like ?"
    found = any_warehouse.fetch(left, [second.load_id, f"%|{FIRST_ENTRY}|%"])
    assert found == [(0,)]


def test_one_ranking_that_came_short_keeps_the_whole_event_back(
    track: Account, warehouse: Warehouse
) -> None:
    track.fails("empty_page", f"/event/{HARBOR}/results?client_id", skip=1, times=2)

    report = synced(track, warehouse, "results", "result_listings")

    assert listed(warehouse, "result", report.load_id) == [("70102", 0), ("70103", 0)]


def test_results_that_grow_while_they_are_read_are_whole(
    track: Account, scorer: ChronoTrack, warehouse: Warehouse
) -> None:
    scorer.switches = replace(scorer.switches, page_limit=20)
    late = scorer.store.rows("entries", HARBOR)[0] | {"entry_id": "5600001"}
    scorer.change_before(
        "page=2", lambda: scorer.store.put("entries", "5600001", late, HARBOR) and None
    )

    report = synced(track, warehouse, *PAIR)

    assert listed(warehouse, "entry", report.load_id)[0] == ("70101", 45)


def test_a_list_that_got_shorter_while_it_was_read_has_no_listing(
    track: Account, scorer: ChronoTrack, warehouse: Warehouse
) -> None:
    scorer.switches = replace(scorer.switches, page_limit=20)
    scorer.change_before(
        f"/event/{HARBOR}/entry", lambda: scorer.store.remove("entries", FIRST_ENTRY), call=2
    )

    report = synced(track, warehouse, *PAIR)

    assert of(report, "entries").landed == 49
    assert listed(warehouse, "entry", report.load_id) == WHOLE[1:]
    assert of(report, "entries").note == "/event/70101/entry: it got shorter while it was read"


def test_listings_alone_say_that_nothing_was_read(track: Account, warehouse: Warehouse) -> None:
    report = synced(track, warehouse, "result_listings")

    assert (of(report, "result_listings").mode, of(report, "result_listings").landed) == (
        "incremental",
        0,
    )
    assert of(report, "result_listings").note == "results were not read in this load"
    assert track.server.requests == []


def test_a_race_day_can_be_run_again_with_other_times(
    track: Account, scorer: ChronoTrack, any_warehouse: Warehouse
) -> None:
    scorer.store.run_race(TEN_MILE, {})

    report = synced(track, any_warehouse, "results", "result_listings")

    assert of(report, "results").landed == 0
    assert listed(any_warehouse, "result", report.load_id)[0] == ("70101", 0)
