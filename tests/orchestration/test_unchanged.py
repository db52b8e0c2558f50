"""A sync that brought nothing new is told apart from one that did, on both engines."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import urllib3

from extract.kit.destination import Target, open_warehouse
from extract.kit.sync import SyncOptions
from extract.providers import PROVIDERS
from orchestration.demo.sandboxes import write_connections
from orchestration.syncing import run_sync
from orchestration.unchanged import settle
from orchestration.workplace import Workplace
from sandbox.population import Population
from sandbox.runsignup.app import RunSignUp
from sandbox.serving import serve
from tests.orchestration.conftest import SOURCE, empty_target

SERVE = (
    "create schema if not exists ops",
    "create table if not exists ops.sync_metadata "
    "(schema_name text, entity text, load_ids text, active_version integer)",
    "create table if not exists ops.generations (entity text, version integer, load_ids text)",
    "delete from ops.sync_metadata",
    "delete from ops.generations",
    "insert into ops.generations values ('people', 1, '{}'), ('people', 2, '{}')",
)
RECORDED = (
    "select served.load_ids, built.load_ids, other.load_ids from ops.sync_metadata as served "
    "inner join ops.generations as built on built.version = 1 "
    "inner join ops.generations as other on other.version = 2"
)


@dataclass(frozen=True)
class Club:
    """A club's registrations, pulled by hand; what is served is written by hand as well."""

    place: Workplace
    url: str

    def pull(self, *, full: bool = False) -> str:
        """The id of one more load."""
        return run_sync(self.place, SOURCE, SyncOptions(full=full)).load_id

    def serve(self, load_id: str) -> None:
        """Records that the load is served."""
        with open_warehouse(self.place.target) as warehouse:
            for statement in SERVE:
                warehouse.execute(statement)
            ids = f'{{"{SOURCE}": "{load_id}"}}'
            warehouse.execute(
                f"insert into ops.sync_metadata values ('race', 'people', '{ids}', 1)"
            )

    def remove(self, registration_id: int) -> None:
        """Has the organizer remove a registration."""
        removed = {"registration_id": registration_id, "removed_reason": "removed"}
        reply = urllib3.request("POST", f"{self.url}/_sandbox/removals", json=removed)
        assert reply.status == 200

    def someone(self) -> int:
        """The id of somebody who is registered."""
        with open_warehouse(self.place.target) as warehouse:
            [[key]] = warehouse.fetch("select max(key) from raw_runsignup.participants_json")
        return int(key)

    def is_served(self) -> bool:
        """What is asked here."""
        with open_warehouse(self.place.target) as warehouse:
            return settle(warehouse, PROVIDERS["runsignup"], SOURCE)


@pytest.fixture
def club(
    request: pytest.FixtureRequest, engine: str, tmp_path: Path, population: Population
) -> Iterator[Club]:
    """A club that has been pulled and served once."""
    with ExitStack() as opened:
        server = opened.enter_context(serve(RunSignUp(population).app))
        target: Target = empty_target(engine, tmp_path, request)
        (tmp_path / "demo").mkdir()
        write_connections(tmp_path / "demo" / "connections.toml", {"runsignup": server.url})
        found = Club(Workplace(tmp_path, target, {}), server.url)
        found.serve(found.pull())
        yield found


def test_what_was_pulled_again_without_a_change_is_served(club: Club) -> None:
    club.pull(full=True)

    assert club.is_served()


def test_what_changed_nothing_is_recorded_as_served_until_something_does(club: Club) -> None:
    quiet = club.pull(full=True)
    club.is_served()
    club.remove(club.someone())
    club.pull()
    club.is_served()

    with open_warehouse(club.place.target) as warehouse:
        [recorded] = warehouse.fetch(RECORDED)

    assert [json.loads(one) for one in recorded] == [{SOURCE: quiet}, {SOURCE: quiet}, {}]


def test_a_removed_runner_is_news(club: Club) -> None:
    club.remove(club.someone())
    club.pull()

    assert not club.is_served()


def test_a_change_stays_news_until_it_is_served(club: Club) -> None:
    club.remove(club.someone())
    changed = club.pull()
    newer = club.pull()

    before = club.is_served()
    club.serve(max(changed, newer))

    assert not before
    assert club.is_served()


def test_a_connection_that_was_never_served_is_news(club: Club) -> None:
    club.serve("")

    assert not club.is_served()


def test_unchanged_snapshots_are_never_news_however_many_retention_takes(club: Club) -> None:
    quiet = [bool(club.pull(full=True)) and club.is_served() for _ in range(6)]
    with open_warehouse(club.place.target) as warehouse:
        [[worn]] = warehouse.fetch(
            "select count(*) from raw_runsignup.loads where mode = 'full' and removed_count > 0"
        )
    club.remove(club.someone())
    club.pull(full=True)

    assert quiet == [True] * 6
    assert worn > 0
    assert not club.is_served()


@pytest.mark.parametrize(
    ("worn", "noted", "served"), [(1, "null", False), (0, "null", True), (1, "0", True)]
)
def test_a_snapshot_that_retention_thinned_out_proves_nothing_but_what_was_noted_does(
    club: Club, worn: int, noted: str, *, served: bool
) -> None:
    club.pull(full=True)
    with open_warehouse(club.place.target) as warehouse:
        warehouse.execute(
            f"update raw_runsignup.loads set removed_count = {worn}, changed_count = {noted} "
            "where mode = 'full'"
        )

    assert club.is_served() == served


def test_loads_of_an_earlier_version_are_compared(club: Club) -> None:
    club.pull(full=True)
    with open_warehouse(club.place.target) as warehouse:
        warehouse.execute("alter table raw_runsignup.loads drop column changed_count")

    assert club.is_served()
