"""kill -9 at every step of a load and of retention: the old state or the new one, never between.

The sync that is killed brings the fourth snapshot of one entity, so that the first one goes, and
a change of another's row that has changed before, so that a superseded row goes.
"""

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from extract.kit.destination import Target, open_warehouse
from extract.kit.spec import Provider
from extract.kit.sync import SyncOptions, sync
from tests import postgres
from tests.extract.doomed import killed_sync, two_lists
from tests.extract.lists import CONNECTION

STEPS = 34
BAD = b'"corrupt"'
OLD, NEW = (["p1", "p3"], ["v1", "v2"]), (["p4"], ["v1", "v2", "v3"])
COMPLETE = "select load_id from raw_lists._dlt_loads where status = 0"
NEWEST_PEOPLE = f"""
    select key from raw_lists.people_json where _dlt_load_id = (
        select max(_dlt_load_id) from raw_lists.loads
        where entity = 'people' and _dlt_load_id in ({COMPLETE})
    ) order by key
"""
VISITS = f"""
    select distinct key from raw_lists.visits_json where _dlt_load_id in ({COMPLETE}) order by key
"""
UNSOUND = f"""
    select loads.entity, loads.landed_count, loads.removed_count, count(rows.key)
    from raw_lists.loads as loads
    left join (
        select 'people' as entity, key, _dlt_load_id from raw_lists.people_json
        union all
        select 'visits', key, _dlt_load_id from raw_lists.visits_json
    ) as rows on loads.entity = rows.entity and loads._dlt_load_id = rows._dlt_load_id
    where loads._dlt_load_id in ({COMPLETE})
    group by loads.entity, loads._dlt_load_id, loads.landed_count, loads.removed_count
    having loads.landed_count - coalesce(loads.removed_count, 0) <> count(rows.key)
"""


def numbered(people: str, visits: str, minute: int) -> partial[Provider]:
    """A provider of people and visits with these numbers; the visits' stamp is the minute."""
    return partial(
        two_lists,
        [BAD, *(b'{"id":"p%b"}' % number.encode() for number in people)],
        [b'{"id":"v%b","at":%d}' % (number.encode(), minute) for number in visits],
    )


EARLIER = (numbered("1", "12", 1), numbered("12", "1", 2), numbered("13", "2", 3))
TODAY = numbered("4", "13", 4)


def pull(target: Target, provider: partial[Provider]) -> None:
    """A sync that nobody kills."""
    with open_warehouse(target) as warehouse:
        sync(provider(), CONNECTION, warehouse, SyncOptions())


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def before(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Target]:
    """A warehouse after three syncs."""
    if request.param == "duckdb":
        target = Target("duckdb", str(tmp_path_factory.mktemp("before") / "warehouse.duckdb"))
        for provider in EARLIER:
            pull(target, provider)
        yield target
        return
    with postgres.database(request.getfixturevalue("postgres_server")) as url:
        target = Target("postgres", url)
        for provider in EARLIER:
            pull(target, provider)
        yield target


@pytest.fixture
def target(before: Target, tmp_path: Path) -> Iterator[Target]:
    """A copy of that warehouse."""
    if before.engine == "duckdb":
        path = tmp_path / "warehouse.duckdb"
        shutil.copy(before.location, path)
        yield Target("duckdb", str(path), busy_seconds=20)
        return
    name, server = f"copy_{uuid4().hex[:12]}", postgres.database_url(before.location, "postgres")
    template = before.location.rsplit("/", 1)[1]
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"create database {name} template {template}".encode())
        try:
            yield Target("postgres", postgres.database_url(server, name), busy_seconds=20)
        finally:
            admin.execute(f"drop database {name} with (force)".encode())


def query(target: Target, sql: str) -> list[tuple[Any, ...]]:
    """The rows of one query."""
    with open_warehouse(target) as warehouse:
        return warehouse.fetch(sql)


def keys(target: Target, sql: str) -> list[str]:
    """The keys that one query finds."""
    return [key for (key,) in query(target, sql)]


def current(target: Target) -> tuple[list[str], list[str]]:
    """The people and the visits that are there for whoever reads."""
    return keys(target, NEWEST_PEOPLE), keys(target, VISITS)


def test_every_step_is_among_those_that_are_tried(target: Target) -> None:
    assert len(killed_sync(target, TODAY, fatal=0)) == STEPS


@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_killed_before_a_step_it_is_the_old_state_or_the_new(target: Target, step: int) -> None:
    assert killed_sync(target, TODAY, fatal=step) == []
    left = current(target), query(target, UNSOUND)

    pull(target, TODAY)

    assert left in [(OLD, []), (NEW, [])]
    assert (current(target), query(target, UNSOUND)) == (NEW, [])
    visits = keys(target, "select key from raw_lists.visits_json order by key")
    assert visits == ["v1", "v1", "v2", "v2", "v3"]
    snapshots = "select distinct _dlt_load_id from raw_lists.people_json"
    assert len(query(target, snapshots)) == 3
