"""Race Roster through the real kit: what lands, and what a bad day brings."""

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import BadReply, ServerError, Throttled
from sandbox.race_roster.app import RaceRoster
from sandbox.race_roster.listing import Switches
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.rosters import (
    A_RUNNER,
    EVENTS,
    LAKEHEAD,
    PARTICIPANTS,
    PRAIRIE,
    SCHEMA,
    listed,
    participants_of,
    pull,
    told_of,
)

WHOLE = [("events", "full", 2), ("participants", "full", 24), ("participant_listings", "full", 2)]
OF_LAKEHEAD = f"{LAKEHEAD}/participants"


def test_every_entity_lands(timer: Account, any_warehouse: Warehouse) -> None:
    report = pull(timer, any_warehouse)

    assert told_of(report) == WHOLE
    assert [one.upstream_total for one in report.entities] == [None, 24, None]
    assert listed(any_warehouse) == [(LAKEHEAD, 12, 12), (PRAIRIE, 12, 12)]
    assert "quarantine" not in landed.tables(any_warehouse, SCHEMA)


def test_a_record_lands_as_received(
    timer: Account, roster: RaceRoster, any_warehouse: Warehouse
) -> None:
    pull(timer, any_warehouse)

    participant = landed.payload(any_warehouse, PARTICIPANTS, f"{LAKEHEAD}|{A_RUNNER}")
    event = landed.payload(any_warehouse, EVENTS, LAKEHEAD)
    assert participant == {
        "_context": {"event_id": LAKEHEAD, "timezone": "America/Toronto"},
        **roster.store.participants[LAKEHEAD][0],
    }
    assert event["_context"] == {"last_start": "2026-10-11T12:00:00+00:00"}
    assert event["subEvents"]["data"][1]["participantMaxAge"] == ""


def test_only_events_are_dated(timer: Account, warehouse: Warehouse) -> None:
    pull(timer, warehouse)

    dated = f"select key, cast(updated_at as varchar) from {EVENTS} order by key"
    assert warehouse.fetch(dated)[0] == (LAKEHEAD, "2026-05-28 15:19:12+00")
    assert landed.value(warehouse, f"select count(updated_at) from {PARTICIPANTS}") == 0


def test_lists_are_walked_by_offset_to_an_empty_page(timer: Account, warehouse: Warehouse) -> None:
    pull(timer, warehouse)

    events, _ = timer.calls("/v1/events")
    assert events.query == {"offset": "0", "limit": "5", "sort": "startDate", "order": "asc"}
    pages = [call.query for call in timer.calls(OF_LAKEHEAD)]
    assert pages == [{"offset": text, "limit": "5"} for text in ("0", "5", "10", "12")]


def test_a_rerun_changes_nothing(timer: Account, warehouse: Warehouse) -> None:
    distinct = f"select count(distinct content_hash), count(distinct key) from {PARTICIPANTS}"
    pull(timer, warehouse)

    report = pull(timer, warehouse, day=2)

    assert told_of(report) == WHOLE
    assert warehouse.fetch(distinct) == [(24, 24)]


def test_pages_capped_below_the_limit_are_read_to_the_end(
    timer: Account, roster: RaceRoster, warehouse: Warehouse
) -> None:
    roster.switches = Switches(largest=1)

    assert told_of(pull(timer, warehouse)) == WHOLE


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("status", {"status": 500}),
        ("status", {"status": 429, "headers": {"Retry-After": "30"}}),
        ("status", {"status": 429}),
        ("error_body", {"error_code": 429}),
        ("error_body", {"error_code": 500}),
        ("cut", {}),
        ("lost_reply", {}),
    ],
)
def test_a_failure_that_passes_loses_nobody(
    timer: Account, warehouse: Warehouse, kind: str, details: dict[str, object]
) -> None:
    timer.fails(kind, OF_LAKEHEAD, times=2, **details)

    assert told_of(pull(timer, warehouse)) == WHOLE


@pytest.mark.parametrize(("status", "kind"), [(500, ServerError), (429, Throttled)])
def test_a_failure_that_stays_lands_nothing(
    timer: Account, warehouse: Warehouse, status: int, kind: type[Exception]
) -> None:
    timer.fails("status", OF_LAKEHEAD, times=None, status=status)

    with pytest.raises(kind, match=f"entity participants, /events/{LAKEHEAD}/participants.*HTTP"):
        pull(timer, warehouse)

    assert "loads" not in landed.tables(warehouse, SCHEMA)
    assert len(timer.calls(OF_LAKEHEAD)) == 4


@pytest.mark.parametrize(
    ("kind", "details", "seen"),
    [
        ("status", {"status": 400}, "HTTP 400"),
        ("status", {"status": 501}, "HTTP 501"),
        (
            "error_body",
            {"error_code": 422, "error_msg": "No"},
            "an answer that says 'No', code 422",
        ),
        ("status", {"status": 200}, "an answer that says 'status 200'"),
    ],
)
def test_a_refusal_is_not_asked_again(
    timer: Account, warehouse: Warehouse, kind: str, details: dict[str, object], seen: str
) -> None:
    timer.fails(kind, OF_LAKEHEAD, times=None, **details)

    with pytest.raises(BadReply, match=seen):
        pull(timer, warehouse)

    assert len(timer.calls(OF_LAKEHEAD)) == 1


def test_a_web_page_stops_the_load(
    timer: Account, roster: RaceRoster, warehouse: Warehouse
) -> None:
    roster.switches = Switches(maintenance=True)

    with pytest.raises(BadReply, match="a web page in place of JSON") as caught:
        pull(timer, warehouse)

    assert str(caught.value).startswith(
        "race_roster (connection demo_race_roster, entity events, /events): "
    )
    assert "loads" not in landed.tables(warehouse, SCHEMA)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("participantId", str(A_RUNNER)),
        ("participantId", float(A_RUNNER)),
        ("bibNumber", 7),
        ("gender", "female"),
        ("isActive", "no"),
        ("profile", None),
        ("answers", [{"q": "shirt"}]),
    ],
)
def test_a_field_may_change_its_type(
    timer: Account, roster: RaceRoster, warehouse: Warehouse, field: str, value: object
) -> None:
    roster.store.edit(LAKEHEAD, A_RUNNER, {field: value})

    assert told_of(pull(timer, warehouse)) == WHOLE
    assert landed.payload(warehouse, PARTICIPANTS, f"{LAKEHEAD}|{A_RUNNER}")[field] == value


def test_bytes_that_are_no_text_are_mended_and_counted(
    timer: Account, any_warehouse: Warehouse
) -> None:
    timer.fails("invalid_utf8", OF_LAKEHEAD)

    report = participants_of(pull(timer, any_warehouse))

    assert (report.mode, report.landed, report.repaired) == ("full", 24, 1)


def test_paths_can_be_configured(timer: Account, warehouse: Warehouse) -> None:
    timer.settings = {**timer.settings, "paths": {"events": "/my-events"}}
    timer.fails("status", "/my-events", status=400)

    with pytest.raises(BadReply, match="entity events, /my-events"):
        pull(timer, warehouse)
