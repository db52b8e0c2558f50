"""The short list of Haku: its pages, what moves while it is read, and when its end is believed."""

from itertools import count
from typing import Any

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import BadReply
from sandbox.faults import Fault
from sandbox.haku.app import Haku
from sandbox.haku.switches import Switches
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.organisers import (
    BREAKFAST,
    HALF,
    SCHEMA,
    SPRING,
    TEN_MILE,
    pages,
    part,
    synced,
)

LIST = f"{SCHEMA}.registrations_json"
LISTINGS = f"{SCHEMA}.registration_listings_json"
OLDEST = "R10000001"
TOLD = "event ev_2001: who is gone cannot be told: "


@pytest.fixture(autouse=True)
def capped(haku: Account, organisation: Haku) -> None:
    """Pages of 25 rows whatever is asked for, and no details."""
    organisation.switches = Switches(page_cap=25)
    haku.settings = {**haku.settings, "detail_calls": 0}


def listed(account: Account, warehouse: Warehouse, **options: Any) -> tuple[str, int, str | None]:
    """Mode, landed rows and note of a sync of the lists."""
    one = part(synced(account, warehouse, **options), "registrations")
    return one.mode, one.landed, one.note


def drop(app: Haku, numbers: range) -> None:
    """Takes registrations of the 10 Mile out without a trace."""
    drop_one = app.store.drop
    list(map(lambda number: drop_one(TEN_MILE, f"R{10_000_000 + number}"), numbers))


def test_capped_pages_are_read_up_to_an_empty_one_and_the_first_again(
    haku: Account, warehouse: Warehouse
) -> None:
    assert listed(haku, warehouse) == ("full", 75, None)
    assert pages(haku) == ["1", "2", "3", "4", "1"]
    assert pages(haku, HALF) == ["1", "2", "1"]
    assert pages(haku, BREAKFAST) == ["1", "1"]
    assert haku.calls("participants")[0].query == {
        "page": "1", "per_page": "500", "sort_column": "updated_at", "sort_direction": "desc",
    }  # fmt: skip


def test_a_server_that_repeats_its_page_is_found_out(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    organisation.switches = Switches(restart=True)

    with pytest.raises(BadReply, match="page 2 begins with ev_2003, as the page before it"):
        synced(haku, warehouse)

    assert "loads" not in landed.tables(warehouse, SCHEMA)


def test_pages_that_never_end_are_left_out(haku: Account, warehouse: Warehouse) -> None:
    haku.settings = {**haku.settings, "max_pages": 2}

    assert listed(haku, warehouse) == ("incremental", 65, TOLD + "no end within 2 pages")
    assert landed.keys(warehouse, LISTINGS) == [HALF, BREAKFAST]


def test_a_row_that_moves_to_the_front_while_pages_are_read_is_found_there(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    store = organisation.store
    moved = {"shirt_size_code": "L"}
    organisation.faults.before(
        "ev_2001/participants?page=2", lambda: store.edit(TEN_MILE, OLDEST, moved)
    )

    assert listed(haku, warehouse) == ("full", 75, None)
    assert f"{TEN_MILE}|{OLDEST}" in landed.keys(warehouse, LIST)
    assert pages(haku) == ["1", "2", "3", "4", "1", "2", "1"]


def test_a_row_that_changes_after_it_was_read_lands_in_its_newest_state(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    newest = organisation.store.numbers(TEN_MILE)[0]
    organisation.faults.before(
        "ev_2001/participants?page=3",
        lambda: organisation.store.edit(TEN_MILE, newest, {"is_cancelled": True}),
    )
    moments = count()

    report = haku.sync(warehouse, now=lambda: SPRING.replace(microsecond=next(moments)))

    assert part(report, "registrations").landed == 75
    assert landed.payload(warehouse, LIST, f"{TEN_MILE}|{newest}")["is_cancelled"] is True


def test_who_slips_by_where_another_is_deleted_is_found_by_a_second_look(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    synced(haku, warehouse)
    numbers = organisation.store.numbers(TEN_MILE)
    organisation.faults.before(
        "ev_2001/participants?page=3", lambda: organisation.store.drop(TEN_MILE, numbers[30])
    )
    moments = count(1)

    report = haku.sync(warehouse, now=lambda: SPRING.replace(microsecond=next(moments)))

    later = SPRING.replace(hour=13)
    assert part(report, "registrations").landed == 75
    assert landed.payload(warehouse, LISTINGS, TEN_MILE)["rows"] == 60
    assert pages(haku)[5:] == ["1", "2", "3", "4", "1", "1", "2", "3", "4", "1"]
    assert listed(haku, warehouse, at=later) == ("full", 74, None)
    assert listed(haku, warehouse, at=later.replace(hour=14)) == ("full", 74, None)
    assert [len(pages(haku)), pages(haku)[25:]] == [30, ["1", "2", "3", "4", "1"]]


def test_a_list_that_never_rests_proves_nothing(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    paid = count(100)

    def change() -> None:
        organisation.store.edit(TEN_MILE, OLDEST, {"transaction_amount": next(paid)})

    first = "ev_2001/participants?page=1&"
    organisation.faults.add(Fault(kind="hook", path=first, times=None, run=change))

    note = TOLD + "its first page was new 5 times"
    assert listed(haku, warehouse) == ("incremental", 75, note)
    assert landed.keys(warehouse, LISTINGS) == [HALF, BREAKFAST]


def test_an_empty_page_after_a_full_one_is_asked_again(haku: Account, warehouse: Warehouse) -> None:
    haku.fails("empty_page", "ev_2001/participants?page=2")

    assert listed(haku, warehouse) == ("full", 75, None)
    assert pages(haku) == ["1", "2", "2", "3", "4", "1"]


def test_a_first_page_that_is_suddenly_empty_proves_nothing(
    haku: Account, warehouse: Warehouse
) -> None:
    haku.fails("empty_page", "ev_2001/participants?page=1&", skip=1)

    note = TOLD + "its first page was empty when it was read again"
    assert listed(haku, warehouse) == ("incremental", 75, note)


def test_a_row_without_a_number_may_be_anyone(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    organisation.switches = Switches(keyless=[f"{TEN_MILE}|R10000060"])

    note = TOLD + "rows without a readable number: 1"
    assert listed(haku, warehouse) == ("incremental", 74, note)
    place = "/events/ev_2001/participants page 1 row 1"
    assert landed.quarantined(warehouse, "haku") == [("no_key", place)]
    assert landed.keys(warehouse, LISTINGS) == [HALF, BREAKFAST]


def test_a_list_that_lost_a_third_is_not_believed_without_consent(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    synced(haku, warehouse)
    drop(organisation, range(1, 21))

    note = "40 rows where there were 60. If the others are really gone, run the sync with --accept"
    assert listed(haku, warehouse) == ("incremental", 55, TOLD + note)
    assert landed.payload(warehouse, LISTINGS, TEN_MILE)["rows"] == 60
    assert listed(haku, warehouse, accept=True) == ("full", 55, None)
    assert listed(haku, warehouse) == ("full", 55, None)


@pytest.mark.parametrize(
    ("brakes", "mode"),
    [
        ({"shrink_pct": 40}, "full"),
        ({"entities": {"registrations": {"shrink_pct": 40}}}, "full"),
        ({"shrink_pct": 5}, "incremental"),
    ],
)
def test_the_connection_says_how_much_a_list_may_lose(
    haku: Account,
    organisation: Haku,
    warehouse: Warehouse,
    brakes: dict[str, Any],
    mode: str,
) -> None:
    synced(haku, warehouse)
    drop(organisation, range(1, 21))
    haku.settings = {**haku.settings, "brakes": brakes}

    assert listed(haku, warehouse)[:2] == (mode, 55)


@pytest.mark.parametrize(("empty", "mode"), [(True, "full"), (False, "incremental")])
def test_a_list_may_go_empty_where_the_connection_allows_it(
    haku: Account, organisation: Haku, warehouse: Warehouse, *, empty: bool, mode: str
) -> None:
    synced(haku, warehouse)
    drop(organisation, range(1, 61))
    haku.settings = {**haku.settings, "brakes": {"empty": empty}}

    assert listed(haku, warehouse)[:2] == (mode, 15)


def test_what_unproven_loads_brought_counts_where_no_listing_was_ever_proven(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    right = haku.settings
    haku.settings = {**right, "max_pages": 2}
    synced(haku, warehouse)
    drop(organisation, range(1, 31))
    haku.settings = right

    mode, _, note = listed(haku, warehouse)

    assert (mode, (note or "")[:70]) == ("incremental", TOLD + "30 rows where there were 50")


def test_an_event_whose_list_is_not_there_is_left_out(haku: Account, warehouse: Warehouse) -> None:
    haku.fails("status", "ev_2001/participants", times=None, status=404)

    mode, rows, note = listed(haku, warehouse)

    assert (mode, rows) == ("incremental", 15)
    assert note == TOLD + 'HTTP 404 ({"message": "status 404"})'


def test_nothing_is_proven_for_a_load_without_the_list(haku: Account, warehouse: Warehouse) -> None:
    synced(haku, warehouse)

    alone = part(synced(haku, warehouse, "registration_listings"), "registration_listings")

    assert (alone.mode, alone.landed) == ("incremental", 0)


def test_events_without_an_id_are_kept_aside(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    organisation.store.events[0]["id"] = None

    report = synced(haku, warehouse)

    events = part(report, "events")
    assert (events.mode, events.landed, events.quarantined) == ("incremental", 2, 1)
    assert part(report, "registrations").note == "events without a readable id: 1"
