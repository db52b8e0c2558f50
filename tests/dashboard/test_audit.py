"""The audit list: what people did here stands in it at once, under their names."""

import re
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import expect

from orchestration.audit.reading import read_stored
from orchestration.control.store import open_store, store_url
from orchestration.service.arrivals import DASHBOARD, Arrivals
from orchestration.service.limits import Pace
from orchestration.workplace import Workplace
from tests.dashboard.browsing import PARTNER, Reader, token
from tests.dashboard.conftest import Opens


def hammer(arrivals: Arrivals, times: int) -> None:
    """Comes to the door so many times with a token of nobody's."""
    for _ in range(times):
        if deed := arrivals.refusal(DASHBOARD, "No.", "10.0.0.9"):
            arrivals.write(deed)


def test_what_is_done_here_stands_in_the_list(reader: Reader) -> None:
    reader.sign_in(token("data_ops"), "/syncs/harbor_runsignup")
    reader.press("Incremental sync")
    reader.sees("is in the queue")

    reader.go("/audit").page.get_by_label("Search").fill("ada harbor_runsignup")

    reader.sees("asked for participants")
    reader.sees("1 to 1 of 1")
    reader.page.get_by_label("Search").fill("eve plan")
    reader.sees("made plan 1")


def test_who_came_in_and_what_was_tried_stands_in_it_without_a_key(reader: Reader) -> None:
    reader.sign_in("no-token-of-ours").sign_in(token(), "/connections/harbor_runsignup")
    reader.press("Test it")
    reader.page.get_by_role("status").get_by_text("reachable").wait_for()

    reader.go("/audit").page.get_by_label("Search").fill("ada tested")
    reader.sees("connection harbor_runsignup")
    reader.sees("failed: reachable")
    reader.page.get_by_label("Search").fill("ada signed admin 127.0.0.1")
    reader.sees("signed in as admin")
    reader.page.get_by_label("Search").fill("somebody refused")

    reader.sees("from 127.0.0.1: The token is not one that this service accepts.")
    assert "no-token-of-ours" not in reader.page.content()
    assert "canary" not in reader.page.content()


def test_whoever_hammers_at_the_door_does_not_fill_the_list(tmp_path: Path) -> None:
    store = open_store(store_url(tmp_path))
    clock = [100.0]
    pace = Pace(1 / 60, 3, lambda: clock[0])
    arrivals = Arrivals(store, lambda: datetime(2026, 4, 19, 12, tzinfo=UTC), pace)

    hammer(arrivals, 50)
    clock[0] += 60
    hammer(arrivals, 1)

    found = read_stored(store, "", 20)
    store.dispose()
    assert sorted(one.detail for one in found.deeds) == [
        *["from 10.0.0.9: No."] * 3,
        "from 10.0.0.9: No. 47 more were refused before.",
    ]


def test_who_signed_out_stands_in_it(reader: Reader, opens: Opens, place: Workplace) -> None:
    before = read_stored(place.store, "ada signed out", 1).total
    reader.sign_in(token(seconds=3599)).press("Sign out")
    expect(reader.page).to_have_url(re.compile("sign-in"))

    other = opens().sign_in(token(), "/audit")
    other.page.get_by_label("Search").fill("ada signed out 127.0.0.1")

    other.sees(f"of {before + 1}")
    other.sees("signed out")


def test_it_is_for_who_may_see_every_partners_rows(reader: Reader) -> None:
    reader.sign_in(token("data_ops", PARTNER), "/audit")
    reader.sees("This page is for who may see every partner's rows.")

    reader.sign_in(token("viewer"), "/audit")

    reader.sees("This page is not for the role viewer.")
