"""ChronoTrack's pages: where they end, what names their list may have, what is said twice."""

from dataclasses import replace
from typing import Any

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import BadReply
from extract.providers.chronotrack.answers import Heading, heading_of
from extract.providers.chronotrack.lists import is_last
from sandbox.chronotrack.app import ChronoTrack
from tests.extract.accounts import Account
from tests.extract.timers import FIRST_ENTRY, HARBOR, of, pages_asked, synced

ENTRY = f"/event/{HARBOR}/entry"


def test_a_smaller_page_than_asked_for_is_believed(
    track: Account, scorer: ChronoTrack, warehouse: Warehouse
) -> None:
    scorer.switches = replace(scorer.switches, page_limit=20)

    report = synced(track, warehouse, "entries")

    assert of(report, "entries").landed == 50
    assert pages_asked(track, ENTRY) == [("1", "500"), ("2", "20"), ("3", "20")]


@pytest.mark.parametrize(
    ("switches", "asked"),
    [
        ({"page_limit": 20, "headers": False}, 3),
        ({"page_limit": 22, "headers": False}, 3),
        ({"page_limit": 20, "pages": False}, 3),
        ({"page_limit": 20, "counts": False}, 3),
        ({"page_limit": 20, "pages": False, "counts": False}, 3),
        ({"headers": False}, 2),
    ],
)
def test_a_list_ends_without_the_headers_too(
    track: Account, scorer: ChronoTrack, warehouse: Warehouse, switches: dict[str, Any], asked: int
) -> None:
    scorer.switches = replace(scorer.switches, **switches)

    report = synced(track, warehouse, "entries")

    assert (of(report, "entries").mode, of(report, "entries").landed) == ("full", 50)
    assert len(pages_asked(track, ENTRY)) == asked


def test_a_row_that_moves_to_the_next_page_counts_once(
    track: Account, scorer: ChronoTrack, any_warehouse: Warehouse
) -> None:
    scorer.switches = replace(scorer.switches, page_limit=20)
    with scorer.store.held() as roster:
        entries = roster.records["entries"]
        early = {"5400000": entries[FIRST_ENTRY] | {"entry_id": "5400000"}}
        roster.event_of["5400000"] = HARBOR
        moved = early | entries
        scorer.change_before(ENTRY, lambda: roster.records.update(entries=moved), call=2)

    report = synced(track, any_warehouse, "entries")

    one = of(report, "entries")
    assert (one.fetched, one.deduplicated, one.landed) == (51, 1, 50)
    assert (one.mode, one.note) == ("incremental", "/event/70101/entry: 44 of 45 rows")
    assert one.upstream_total is None


@pytest.mark.parametrize("envelope", ["expected", "alias", "strange", "bare"])
def test_the_list_is_found_under_any_name(
    track: Account, scorer: ChronoTrack, warehouse: Warehouse, envelope: str
) -> None:
    scorer.switches = replace(scorer.switches, envelope=envelope)

    report = synced(track, warehouse)

    assert [one.landed for one in report.entities] == [3, 5, 50, 6, 6, 6, 110, 121, 3, 3]


def test_two_lists_of_unknown_names_are_none(
    track: Account, scorer: ChronoTrack, warehouse: Warehouse
) -> None:
    scorer.switches = replace(scorer.switches, envelope="two")

    with pytest.raises(BadReply) as caught:
        synced(track, warehouse)

    assert str(caught.value) == (
        "chronotrack (connection demo_chronotrack, entity events, /event): an object with items, "
        "others in place of a list of rows. Nothing was landed; if it stays, send this line to the "
        "provider's support."
    )


@pytest.mark.parametrize("part", ["/event", f"/event/{HARBOR}/results"])
def test_a_web_page_stops_the_load(
    track: Account, scorer: ChronoTrack, warehouse: Warehouse, part: str
) -> None:
    scorer.switches = replace(scorer.switches, html=part)

    with pytest.raises(BadReply, match=r"a web page in place of JSON \(text/html; charset=utf-8"):
        synced(track, warehouse)

    assert len(track.calls(part)) == 1


def test_an_error_in_place_of_a_list_is_told(track: Account, warehouse: Warehouse) -> None:
    track.fails("error_body", ENTRY, error_msg="the login timer@tidewater.example is locked")

    with pytest.raises(BadReply, match=r'says "server_error; the login \[hidden\] is locked"'):
        synced(track, warehouse)


def test_headers_that_say_nothing_readable_count_as_missing() -> None:
    headers = {"x-ctlive-row-count": " 7 ", "x-ctlive-page-count": "many", "x-ctlive-page-size": ""}

    assert heading_of(headers) == Heading(7, None, None, None)


@pytest.mark.parametrize(
    ("number", "brought", "heading", "largest"),
    [
        (2, 50, Heading(100, 2, 50, 2), 50),
        (2, 50, Heading(100, 2, 50, 1), 50),
        (1, 50, Heading(None, 9, 50, 9), 50),
        (2, 49, Heading(None, None, 50, None), 50),
        (2, 49, Heading(None, None, None, None), 50),
        (2, 0, Heading(100, 9, 50, 2), 50),
        (1, 0, Heading(None, None, None, None), 0),
    ],
)
def test_the_last_page_is_known(number: int, brought: int, heading: Heading, largest: int) -> None:
    assert is_last(number, brought, heading, largest)


@pytest.mark.parametrize(
    "heading",
    [
        Heading(100, 2, 50, 1),
        Heading(None, None, 50, None),
        Heading(None, None, None, None),
    ],
)
def test_a_full_first_page_is_not_the_last(heading: Heading) -> None:
    assert not is_last(1, 50, heading, 50)
