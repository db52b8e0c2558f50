"""What people did, from the store and the warehouse, on every engine."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from extract.kit.destination import Warehouse, open_warehouse
from orchestration.audit.noting import Deed, note
from orchestration.audit.reading import Deeds, merged, read_served, read_stored
from orchestration.control.store import open_store
from orchestration.queue.jobs import JobRequest
from orchestration.queue.queue import Queue
from orchestration.registry.auditing import Change, remember
from push.kit.mapping import SETTINGS
from push.kit.plan import Plan
from push.kit.plans import Plans
from push.publishing.ledger import Publications
from push.publishing.plan import Plan as PublicationPlan
from tests.orchestration.conftest import empty_target
from tests.orchestration.generations.conftest import generation_tables, served

NOON = datetime(2026, 4, 19, 12, 0, tzinfo=UTC)
ASKED = JobRequest("participants", "race", "runsignup", "harbor", "harbor", requested_by="ada")
PUBLICATION = PublicationPlan("s", "a-1", "10 Mile", "spring", "official", False, 0, 0)
MAPPED = f"""
    insert into ops.event_mappings (connection, event_id, state, decided_at, decided_by)
    values ('a', '1', 'refused', '2026-03-01 08:00:00+00', 'carl'),
        ('a', '2', 'confirmed', '2026-03-01 08:00:00+00', '{SETTINGS}')
"""


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """A control store in which several people did something."""
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/control.db" if sqlite else request.getfixturevalue("postgres_url")
    made = open_store(url)
    queue = Queue(made)
    queue.cancel(queue.put(ASKED).id, "bob")
    queue.put(JobRequest("results", "race", "copernico", "c", trigger="schedule"))
    plans = Plans(made, lambda: NOON)
    number = plans.put(Plan("s", "spring", 2, 0), "eve").number
    assert number is not None
    plans.begin(number, "ada")
    with made.begin() as opened:
        change = Change(NOON, "ada", "connection", "1", "harbor", "Harbor", "changed", {"key": "x"})
        remember(opened, change)
    note(made, Deed(NOON, "fay", "tested", "connection harbor", "failed: key"))
    publications = Publications(made, "s", "a-1", lambda: NOON)
    publications.approve(publications.store(PUBLICATION, "eve"), "dan")
    yield made
    made.dispose()


def told(found: Deeds) -> list[tuple[str, str, str]]:
    """Who did what of what."""
    return sorted((one.who, one.what, one.about) for one in found.deeds)


def run_all(warehouse: Warehouse, *statements: str) -> None:
    for statement in statements:
        warehouse.connection.execute(statement)


def test_what_the_store_holds_is_told_by_person(store: sa.Engine) -> None:
    assert told(read_stored(store, "", 20)) == [
        ("ada", "applied plan 1", "s, spring"),
        ("ada", "asked for participants", "harbor"),
        ("ada", "changed", "connection harbor"),
        ("bob", "stopped participants", "harbor"),
        ("dan", "approved publication 1", "a-1"),
        ("eve", "made plan 1", "s, spring"),
        ("eve", "prepared publication 1", "a-1"),
        ("fay", "tested", "connection harbor"),
    ]


def test_words_are_searched_and_the_newest_stand_first(store: sa.Engine) -> None:
    found = read_stored(store, "ADA plan", 20)

    assert told(found) == [("ada", "applied plan 1", "s, spring")]
    assert (found.deeds[0].at, found.total) == (NOON, 1)
    newest = read_stored(store, "", 1)
    assert (len(newest.deeds), newest.total, newest.deeds[0].what) == (
        1, 8, "stopped participants",
    )  # fmt: skip


def test_what_the_warehouse_holds_is_told_but_not_what_the_service_did(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with open_warehouse(empty_target(engine, tmp_path, request)) as warehouse:
        before = read_served(warehouse, "bob", "", 20)
        run_all(warehouse, generation_tables(engine), MAPPED, *served("animals", "species", 4, 4))

        found = read_served(warehouse, "bob", "", 20)

    assert before == Deeds((), 0)
    assert told(found) == [("ada", "built", "zoo"), ("carl", "refused a mapping", "a, 1")]
    assert found.deeds[0].who == "carl"


def test_two_lists_are_paged_as_one() -> None:
    def deeds(*days: int) -> Deeds:
        return Deeds([Deed(NOON.replace(day=day), "ada", "did", "", "") for day in days], 9)

    found = merged((deeds(9, 7, 5), deeds(8, 7, 1)), 1, 3)

    assert [one.at.day for one in found.deeds] == [8, 7, 7]
    assert found.total == 18
