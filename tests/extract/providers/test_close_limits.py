"""Close's limits: pages, offsets, searches, cursors, rates; and lists that move while read."""

from datetime import UTC, datetime

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import BadReply, Throttled
from sandbox.close.app import Close
from sandbox.close.crm import made_id
from sandbox.close.switches import RESOURCES, Switches
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.sellers import (
    ACTIVITIES,
    CONTACTS,
    LEADS,
    landed_counts,
    notes,
    put_many,
    remove_many,
)

MARCH = datetime(2026, 3, 1, 10, 5, tzinfo=UTC)


def test_a_page_larger_than_allowed_is_made_smaller(
    close: Account, crm: Close, warehouse: Warehouse
) -> None:
    crm.switches = Switches(limits={"contact": 7})

    report = close.sync(warehouse, "contacts")

    assert landed_counts(report) == {"contacts": ("full", 45, 0)}
    limits = [call.query["_limit"] for call in close.calls("/contact/")]
    assert (limits[0], set(limits[1:])) == ("10", {"7"})


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_that_are_capped_without_a_word_are_all_read(
    close: Account, crm: Close, warehouse: Warehouse, rows: int
) -> None:
    crm.switches = Switches(page_cap=rows)

    assert landed_counts(close.sync(warehouse, "contacts")) == {"contacts": ("full", 45, 0)}


@pytest.mark.parametrize(
    ("entity", "rows"),
    [("leads", 30), ("contacts", 45), ("opportunities", 30), ("activities", 156)],
)
def test_a_list_longer_than_its_largest_offset_is_read_to_its_end(
    close: Account, crm: Close, warehouse: Warehouse, entity: str, rows: int
) -> None:
    crm.switches = Switches(skips=dict.fromkeys(RESOURCES, 12))

    report = close.sync(warehouse, entity)

    assert landed_counts(report) == {entity: ("full", rows, 0)}
    assert notes(report) == []
    assert max(int(call.query.get("_skip", 0)) for call in close.server.requests) > 12


def test_the_older_words_for_too_large_an_offset_are_heard_too(
    close: Account, crm: Close, warehouse: Warehouse
) -> None:
    crm.switches = Switches(skips={"activity": 20}, skip_error="old")

    assert landed_counts(close.sync(warehouse, "activities")) == {"activities": ("full", 156, 0)}


def test_more_rows_of_one_moment_than_can_be_read_are_noted(
    close: Account, crm: Close, warehouse: Warehouse
) -> None:
    midnight = "2025-06-01T00:00:00+00:00"
    put_many(crm, "activity", range(8001, 8041), _type="Note", date_created=midnight)
    crm.switches = Switches(skips={"activity": 20})

    report = close.sync(warehouse, "activities")

    assert landed_counts(report)["activities"][0] == "incremental"
    [note] = notes(report)
    assert note.startswith(
        "activities: more rows than can be read were created at 2025-05-31 23:59"
    )


def test_a_search_that_ends_before_its_count_goes_on_from_the_last_moment(
    close: Account, crm: Close, warehouse: Warehouse
) -> None:
    crm.switches = Switches(skips={"contact": 20}, search_rows=9)

    report = close.sync(warehouse, "contacts")

    assert landed_counts(report) == {"contacts": ("full", 45, 0)}
    assert notes(report) == []


def test_a_search_that_does_not_count_goes_on_where_it_gave_the_most_there_is(
    close: Account, crm: Close, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    crm.switches = Switches(skips={"contact": 20}, search_rows=9, counts=False)
    monkeypatch.setattr("extract.providers.close.search.SEARCH_ROWS", 9)

    report = close.sync(warehouse, "contacts")

    assert landed_counts(report) == {"contacts": ("full", 45, 0)}


def test_a_search_whose_cursor_expires_goes_on_from_the_last_moment(
    close: Account, crm: Close, warehouse: Warehouse
) -> None:
    crm.switches = Switches(skips={"contact": 20}, cursor_calls=0)

    report = close.sync(warehouse, "contacts")

    assert landed_counts(report) == {"contacts": ("full", 45, 0)}


def test_a_search_that_cannot_get_past_one_moment_says_so(
    close: Account, crm: Close, warehouse: Warehouse
) -> None:
    close.sync(warehouse, "leads", now=lambda: MARCH)
    put_many(crm, "lead", range(1, 13), date_updated="2026-03-01T10:00:00+00:00")
    crm.switches = Switches(search_rows=9)

    report = close.sync(warehouse, "leads", now=lambda: MARCH)

    assert notes(report) == [
        "lead: the search gave 9 of 12 rows from 2026-03-01 10:00:00 UTC on and cannot go on"
    ]


@pytest.mark.parametrize("form", ["commas", "semicolons", "legacy", "reset", "retry_after", "body"])
@pytest.mark.parametrize("path", ["/user/", "/data/search/"])
def test_every_way_to_say_when_to_come_again_is_heard(
    close: Account, crm: Close, warehouse: Warehouse, path: str, form: str
) -> None:
    crm.throttle(path, form, times=99)

    with pytest.raises(Throttled) as caught:
        close.sync(warehouse, "users", "contacts")

    # 2.03 and 3 seconds are three whole ones.
    assert caught.value.retry_after == 3.0


def test_a_refusal_for_haste_is_waited_out(
    close: Account, crm: Close, warehouse: Warehouse
) -> None:
    crm.throttle("/data/search/", "semicolons", times=2)

    assert landed_counts(close.sync(warehouse, "contacts")) == {"contacts": ("full", 45, 0)}


def test_rows_deleted_while_a_list_is_read_move_none_over_the_border(
    close: Account, crm: Close, warehouse: Warehouse
) -> None:
    gone = (300, 290, 291, 280, 270, 271, 260)
    crm.change_before("/contact/", lambda: remove_many(crm, "contact", gone), call=2)

    close.sync(warehouse, "contacts")

    assert set(contact_ids(crm)) <= set(landed.keys(warehouse, CONTACTS))


def contact_ids(crm: Close) -> list[str]:
    """The ids of the contacts that are left."""
    with crm.store.held() as known:
        return list(known.records["contact"])


def test_a_record_edited_while_a_list_is_read_is_not_lost(
    close: Account, crm: Close, any_warehouse: Warehouse
) -> None:
    def edit() -> None:
        """Moves it from the end of the list to its beginning, which was read before."""
        crm.store.put("lead", made_id("lead", 1), {"name": "New"})

    crm.change_before("/lead/", edit, call=2)

    report = close.sync(any_warehouse, "leads")

    assert landed_counts(report) == {"leads": ("full", 30, 0)}
    assert landed.payload(any_warehouse, LEADS, made_id("lead", 1))["name"] == "New"


def test_a_record_created_while_a_list_is_read_does_not_pull_the_brake(
    close: Account, crm: Close, warehouse: Warehouse
) -> None:
    def create() -> None:
        crm.store.put("lead", made_id("lead", 77), {"name": "Late"})

    crm.change_before("/data/search/", create)

    report = close.sync(warehouse, "leads")

    [leads] = report.entities
    assert (leads.landed, leads.upstream_total) == (31, 31)


def test_a_server_that_ignores_the_offset_is_found_out(
    close: Account, crm: Close, warehouse: Warehouse
) -> None:
    crm.switches = Switches(ignores_skip=True)

    with pytest.raises(BadReply, match="the same page again and again"):
        close.sync(warehouse, "contacts")


def test_activities_of_every_slice_land_once(
    close: Account, crm: Close, any_warehouse: Warehouse
) -> None:
    crm.switches = Switches(skips={"activity": 20})

    close.sync(any_warehouse, "activities")

    keys = landed.keys(any_warehouse, ACTIVITIES)
    assert (len(keys), len(set(keys))) == (156, 156)


def test_a_list_that_is_not_in_the_order_asked_for_cannot_go_on_behind_its_largest_offset(
    close: Account, crm: Close, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.close.lists.ORDERED", frozenset())
    crm.switches = Switches(skips={"opportunity": 12})

    with pytest.raises(BadReply, match="Must be less than or equal to 12"):
        close.sync(warehouse, "opportunities")


def test_windows_in_which_all_is_known_already_are_no_circle(
    close: Account, crm: Close, warehouse: Warehouse
) -> None:
    crm.switches = Switches(skips={"activity": 140}, page_cap=4)

    assert landed_counts(close.sync(warehouse, "activities")) == {"activities": ("full", 156, 0)}
