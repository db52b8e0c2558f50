"""A crowd of any size is served page by page, the same each time, and may be edited."""

from collections.abc import Iterator
from datetime import date

import pytest
import urllib3

from sandbox.crowd import FIRST_EVENT, FIRST_RACE, Crowd
from sandbox.population import FIRST_ID
from sandbox.runsignup.access import KEY, SECRET
from sandbox.runsignup.app import RunSignUp
from sandbox.runsignup.crowd import crowd_store
from sandbox.serving import serve
from tests.sandbox.client import Client

HUB = Crowd(events=12_900, people=2_400_000)
FEED = f"/rest/race/{FIRST_RACE}/participants"


@pytest.fixture
def hub(pool: urllib3.PoolManager) -> Iterator[Client]:
    """A client of a RunSignUp server with a whole hub in it."""
    server = RunSignUp(Crowd(events=1, people=1).empty(), today=lambda: date(2026, 3, 1))
    server.store = crowd_store(HUB)
    query = {"format": "json", "api_key": KEY, "api_secret": SECRET}
    with serve(server.app) as served:
        yield Client(pool, served.url, query, {})


def test_every_registration_is_in_one_event() -> None:
    crowd = Crowd(events=7, people=1_000)
    spans = [crowd.span(FIRST_EVENT + place) for place in range(7)]

    assert [number for span in spans for number in span] == list(range(1_000))
    assert {crowd.event_id(number) for number in spans[3]} == {FIRST_EVENT + 3}


def test_a_few_events_have_very_many_people() -> None:
    sizes = [len(HUB.span(FIRST_EVENT + place)) for place in (0, 100, 12_899)]

    assert sizes == [21131, 1054, 93]


def test_the_same_number_is_the_same_person() -> None:
    assert HUB.row(1_234_567) == HUB.row(1_234_567)
    assert HUB.row(1_234_567)["registration_id"] == FIRST_ID + 1_234_567


def test_sizes_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="are no crowd"):
        Crowd.of("0x10")


def test_the_last_page_of_a_large_event_ends_with_its_last_registration(hub: Client) -> None:
    answer = hub.get(
        FEED, event_id=str(FIRST_EVENT), results_per_page="2500",
        after_registration_id=str(FIRST_ID + 20_000),
    )  # fmt: skip
    ids = [row["registration_id"] for element in answer for row in element["participants"]]

    assert (ids[0], ids[-1], len(ids)) == (FIRST_ID + 20_001, FIRST_ID + 21_130, 1_130)


def test_a_removed_registration_leaves_a_crowd(hub: Client) -> None:
    hub.post("/_sandbox/removals", {"registration_id": FIRST_ID + 3})

    [answer] = hub.get(FEED, event_id=str(FIRST_EVENT), results_per_page="5")
    gone = hub.get(f"/rest/race/{FIRST_RACE}/removed-participants", event_id=str(FIRST_EVENT))

    assert [row["registration_id"] - FIRST_ID for row in answer["participants"]] == [0, 1, 2, 4, 5]
    assert gone[0]["event"]["participants"][0]["registration_id"] == FIRST_ID + 3
