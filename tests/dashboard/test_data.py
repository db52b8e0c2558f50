"""What is served, what is gone, what was not readable, and the way back."""

import multiprocessing
from collections.abc import Iterator
from multiprocessing.synchronize import Event

import pytest
from playwright.sync_api import expect

from extract.kit.destination import Target, open_warehouse
from orchestration.queue import reading
from orchestration.workplace import Workplace
from tests.dashboard.browsing import PARTNER, Reader, token

ACTIVE = "select active_version, flipped_by from ops.sync_metadata where entity = 'animals'"


def hold(location: str, held: Event, over: Event) -> None:
    """Holds the warehouse and has written to it, as a sync does."""
    with open_warehouse(Target("duckdb", location, busy_seconds=20)) as warehouse:
        warehouse.execute("create table ops.landing as select 1 as number")
        held.set()
        over.wait(60)
        warehouse.execute("drop table ops.landing")


@pytest.fixture
def syncing(place: Workplace) -> Iterator[None]:
    """Another process that writes to the warehouse."""
    world = multiprocessing.get_context("spawn")
    held, over = world.Event(), world.Event()
    process = world.Process(target=hold, args=(place.target.location, held, over))
    process.start()
    assert held.wait(30)
    yield
    over.set()
    process.join(30)


def test_a_group_goes_back_after_a_look_at_what_would_change(
    reader: Reader, place: Workplace
) -> None:
    reader.sign_in(token("data_ops"), "/data/zoo")
    reader.press("Show what it would change")
    reader.sees("1 come back, 1 go, 2 have their old values again.")
    reader.sees("lion 2 goes back: name: Nala -> nothing")

    reader.press("Roll zoo back")
    reader.press("Roll back")

    reader.sees("zoo is back: 1 views, 4 rows.")
    reader.sees("rolled back")
    with open_warehouse(place.target) as warehouse:
        assert warehouse.fetch(ACTIVE) == [(1, "ada")]


def test_a_viewer_may_look_and_not_go_back(reader: Reader) -> None:
    reader.sign_in(token("viewer"), "/data/zoo")

    reader.press("Show what it would change")

    expect(reader.button("Roll zoo back")).to_be_disabled()
    reader.sees("Not for the role viewer")


def test_what_is_gone_is_listed_page_by_page(reader: Reader) -> None:
    reader.sign_in(token(), "/data/zoo")
    reader.page.get_by_label("Search").fill("dodo")
    reader.sees("1 to 20 of 45")
    reader.sees("dodo 44")

    reader.press("Next page")
    reader.sees("21 to 40 of 45")
    reader.page.get_by_label("Search").fill("dodo 7")

    reader.sees("1 to 4 of 4")


def test_what_could_not_be_read_is_shown_as_it_is(reader: Reader) -> None:
    reader.sign_in(token(), "/data")

    expect(reader.page.get_by_role("cell", name="the <b>key</b> is missing")).to_be_visible()


def test_what_could_not_be_read_is_tried_again(reader: Reader, place: Workplace) -> None:
    reader.sign_in(token("data_ops"), "/data")
    reader.sees("participants of a")

    reader.press("Try again")

    reader.sees("All participants of a are read again now")
    [job] = reading.newest(place.store)
    assert (job.operation, job.connection, job.requested_by, job.priority, dict(job.options)) == (
        "participants", "a", "ada", 1, {"full": True, "entities": ["participants"]},
    )  # fmt: skip


def test_tests_are_listed_with_how_they_ended_the_failed_ones_first(reader: Reader) -> None:
    reader.sign_in(token(), "/data")

    reader.sees("1 failed")
    reader.sees("1 to 10 of 13")
    first = reader.page.get_by_role("table").filter(has_text="What it said").locator("td").first
    expect(first).to_have_text("no bib is given twice")
    reader.go("/data/zoo/animals").sees("1 to 10 of 12")


def test_columns_are_described_as_the_models_have_them(reader: Reader) -> None:
    reader.sign_in(token(), "/data/zoo/animals")

    reader.sees("zoo.animals_current")
    reader.sees("Its columns are not described here")


def test_a_timer_does_not_see_every_partners_rows(reader: Reader) -> None:
    reader.sign_in(token("timer", PARTNER), "/data")

    reader.sees("This page is not for the role timer.")
    reader.go("/data/zoo").sees("This page is not for the role timer.")


def test_a_viewer_of_one_partner_does_not_either(reader: Reader) -> None:
    reader.sign_in(token("viewer", PARTNER), "/data/zoo")

    reader.sees("This page is for who may see every partner's rows.")
    assert "dodo" not in reader.words


def test_pages_are_shown_while_a_sync_writes(
    reader: Reader, request: pytest.FixtureRequest
) -> None:
    reader.sign_in(token(), "/data/zoo").sees("Show what it would change")
    reader.go("/data").sees("Zoo")
    reader.go("/race/a-1").sees("Proven")
    request.getfixturevalue("syncing")

    reader.go("/data").sees("A sync is writing now. Figures of the warehouse as of")
    reader.sees("Zoo")
    reader.go("/race/a-1").sees("3 of 3 match in spring")
    reader.go("/syncs/harbor_runsignup").press("Incremental sync")
    reader.sees("is in the queue, at the front.")
    reader.go("/data/zoo").press("Show what it would change")
    reader.sees("A sync is writing to the warehouse. Nothing was done.")
