"""ChronoTrack through the real kit: every list of every event that is near, in one load."""

from dataclasses import replace

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import BadReply, NotFound, Transient
from sandbox.chronotrack.app import ChronoTrack
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.timers import (
    ENTRIES,
    FIRST_ENTRY,
    HARBOR,
    MILL_POND,
    RACE_DAY,
    RESULTS,
    SCHEMA,
    listed,
    of,
    synced,
)

EVENTS = f"{SCHEMA}.events_json"


def test_ten_entities_land(track: Account, any_warehouse: Warehouse) -> None:
    report = synced(track, any_warehouse)

    assert [(one.entity, one.mode, one.landed, one.upstream_total) for one in report.entities] == [
        ("events", "full", 3, 3),
        ("races", "full", 5, 5),
        ("entries", "full", 50, 50),
        ("reg_choices", "full", 6, 6),
        ("waves", "full", 6, 6),
        ("intervals", "full", 6, 6),
        ("brackets", "full", 110, 110),
        ("results", "full", 121, 121),
        ("entry_listings", "full", 3, None),
        ("result_listings", "full", 3, None),
    ]
    assert listed(any_warehouse, "entry", report.load_id) == [
        ("70101", 44), ("70102", 6), ("70103", 0)
    ]  # fmt: skip


def test_a_record_lands_as_received(
    track: Account, scorer: ChronoTrack, any_warehouse: Warehouse
) -> None:
    scorer.store.put("entries", FIRST_ENTRY, {"entry_chip": "A-1", "custom_element5": "Río"})

    synced(track, any_warehouse, "entries")

    sent = scorer.store.record("entries", FIRST_ENTRY)
    payload = landed.payload(any_warehouse, ENTRIES, FIRST_ENTRY)
    assert payload == {"_context": {"event_id": HARBOR}, **sent}
    assert {"athlete_email", "athlete_birthdate", "custom_element5"} <= set(payload)


def test_a_result_is_its_race_entry_interval_and_bracket(
    track: Account, any_warehouse: Warehouse
) -> None:
    synced(track, any_warehouse, "results")

    keys = landed.keys(any_warehouse, RESULTS)
    assert [key for key in keys if f"|{FIRST_ENTRY}|" in key] == [
        "201501|5500001|Full Course|M 20-29",
        "201501|5500001|Full Course|Male",
        "201501|5500001|Full Course|Overall",
        "201501|5500001|Midway|Overall",
    ]
    male = landed.payload(any_warehouse, RESULTS, "201501|5500001|Full Course|Male")
    midway = landed.payload(any_warehouse, RESULTS, "201501|5500001|Midway|Overall")
    assert [male["_context"], midway["_context"]] == [
        {"event_id": HARBOR, "race_id": None, "interval": None, "bracket": "SEX"},
        {"event_id": HARBOR, "race_id": None, "interval": "ALL", "bracket": None},
    ]


def test_only_rankings_that_are_wanted_are_asked_for(track: Account, warehouse: Warehouse) -> None:
    track.settings = {"brackets": ["SEX", "First Responders", "Overall"]}

    synced(track, warehouse, "results")

    asked = [
        (call.query.get("interval"), call.query.get("bracket"))
        for call in track.calls(f"/event/{HARBOR}/results")
    ]
    assert asked == [("ALL", None), (None, "SEX"), (None, "Overall")]


def test_nothing_changes_where_nothing_changed(track: Account, any_warehouse: Warehouse) -> None:
    synced(track, any_warehouse)
    synced(track, any_warehouse)

    counts = "count(*), count(distinct key), count(distinct content_hash)"
    assert any_warehouse.fetch(f"select {counts} from {ENTRIES}") == [(100, 50, 50)]
    assert any_warehouse.fetch(f"select {counts} from {RESULTS}") == [(242, 121, 121)]


def test_events_far_from_their_day_are_not_read_again(
    track: Account, any_warehouse: Warehouse
) -> None:
    track.settings = {"days_before": 20, "days_after": 5}

    report = synced(track, any_warehouse)

    note = "1 events are not near their day and were not read"
    assert (of(report, "events").mode, of(report, "events").note) == ("full", None)
    assert {(one.mode, one.note) for one in report.entities[1:]} == {("incremental", note)}
    assert track.calls("/event/70103/race") == []
    assert len(track.calls("/event/70102/race")) == 1


def test_an_event_without_a_readable_day_is_read(
    track: Account, scorer: ChronoTrack, warehouse: Warehouse
) -> None:
    scorer.store.put("events", MILL_POND, {"event_start_time": "soon"})

    report = synced(track, warehouse, "races", now=lambda: RACE_DAY.replace(year=2020))

    assert (of(report, "races").mode, of(report, "races").landed) == ("incremental", 1)


def test_only_events_that_the_connection_names_are_read(
    track: Account, any_warehouse: Warehouse
) -> None:
    track.settings = {"events": [70102]}
    first = synced(track, any_warehouse, "events", "entries")
    track.settings = {"events": ["70101"]}

    second = synced(track, any_warehouse, "events", "entries")

    assert [(one.mode, one.landed) for one in first.entities] == [("full", 1), ("full", 6)]
    assert [(one.mode, one.landed, one.note) for one in second.entities] == [
        ("incremental", 1, "1 known events are not among the setting events"),
        ("incremental", 44, "1 known events are not among the setting events"),
    ]


def test_a_named_event_that_is_gone_is_left_out(
    track: Account, scorer: ChronoTrack, warehouse: Warehouse
) -> None:
    track.settings = {"events": ["70102", "9"]}
    scorer.switches = replace(scorer.switches, missing_status=404)

    report = synced(track, warehouse, "events", "entries")

    assert [(one.mode, one.landed) for one in report.entities] == [
        ("incremental", 1), ("incremental", 6)
    ]  # fmt: skip
    assert (of(report, "entries").note or "").startswith("event 9 left out: HTTP 404")


def test_a_named_event_that_answers_something_else_stops_the_load(
    track: Account, warehouse: Warehouse
) -> None:
    track.settings = {"events": ["9"]}

    with pytest.raises(BadReply, match=r"an object with error, error_description that says"):
        synced(track, warehouse, "events")


def test_a_list_that_is_not_there_is_left_out_of_the_load(
    track: Account, warehouse: Warehouse
) -> None:
    track.fails("status", "/reg-choice", status=404, times=1)

    report = synced(track, warehouse, "reg_choices", "waves")

    assert of(report, "reg_choices").mode == "incremental"
    assert "/reg-choice: HTTP 404" in (of(report, "reg_choices").note or "")
    assert (of(report, "waves").mode, of(report, "waves").landed) == ("full", 6)


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("status", {"status": 500, "times": 2}),
        ("status", {"status": 503, "times": 2}),
        ("status", {"status": 429}),
        ("status", {"status": 429, "headers": {"Retry-After": "30"}}),
        ("cut", {}),
        ("lost_reply", {}),
    ],
)
def test_a_passing_failure_costs_nothing(
    track: Account, warehouse: Warehouse, kind: str, details: dict[str, object]
) -> None:
    track.fails(kind, f"/event/{HARBOR}/entry", **details)

    assert of(synced(track, warehouse, "entries"), "entries").landed == 50


def test_a_failure_that_stays_leaves_nothing(track: Account, warehouse: Warehouse) -> None:
    track.fails("status", f"/event/{HARBOR}/results", status=503, times=None)

    with pytest.raises(Transient, match="HTTP 503"):
        synced(track, warehouse)

    assert "loads" not in landed.tables(warehouse, SCHEMA)


def test_an_account_that_is_not_there_stops_the_load(track: Account, warehouse: Warehouse) -> None:
    track.base_url += "/v2"

    with pytest.raises((NotFound, BadReply)):
        synced(track, warehouse)


def test_a_broken_row_stays_aside_and_what_was_there_before_stays(
    track: Account, scorer: ChronoTrack, any_warehouse: Warehouse
) -> None:
    synced(track, any_warehouse, "entries", "entry_listings")
    scorer.store.put("entries", FIRST_ENTRY, {"entry_id": ""})

    report = synced(track, any_warehouse, "entries", "entry_listings")

    assert (of(report, "entries").landed, of(report, "entries").quarantined) == (49, 1)
    assert landed.quarantined(any_warehouse, "chronotrack") == [
        ("no_key", "/event/70101/entry page 1 row 1")
    ]
    assert listed(any_warehouse, "entry", report.load_id) == [("70102", 6), ("70103", 0)]
    assert "1 rows without a readable key" in (of(report, "entry_listings").note or "")


def test_ids_that_become_numbers_are_the_same_records(
    track: Account, scorer: ChronoTrack, any_warehouse: Warehouse
) -> None:
    synced(track, any_warehouse, "entries", "results")
    scorer.switches = replace(scorer.switches, as_numbers=True)
    synced(track, any_warehouse, "entries", "results")

    counts = "select count(*), count(distinct key) from "
    assert any_warehouse.fetch(counts + ENTRIES) == [(100, 50)]
    assert any_warehouse.fetch(counts + RESULTS) == [(242, 121)]


def test_a_byte_that_is_no_text_is_mended(track: Account, any_warehouse: Warehouse) -> None:
    track.fails("invalid_utf8", f"/event/{HARBOR}/entry")

    report = synced(track, any_warehouse, "entries")

    assert (of(report, "entries").landed, of(report, "entries").repaired) == (50, 1)
