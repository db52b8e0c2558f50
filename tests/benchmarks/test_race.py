"""The generator makes the same hub on both engines, and growth is told from noise."""

from pathlib import Path

import psycopg
import pytest

from benchmarks.dashboard.__main__ import arguments, ask_all
from benchmarks.dashboard.world import Place
from benchmarks.race.filling import fill, prepare, tables_of
from benchmarks.race.growth import Measured, growths
from benchmarks.race.memory import Watch, processor_of
from benchmarks.race.world import World
from extract.kit.destination import Target, open_warehouse
from orchestration.control.store import store_url
from tests import postgres

LOADS = """
    create table if not exists raw_{provider}.loads (
        connection text, owner text, entity text, mode text, fetched_count bigint,
        deduplicated_count bigint, quarantined_count bigint, landed_count bigint,
        repaired_count bigint, started_at timestamptz, finished_at timestamptz,
        _dlt_load_id text, _dlt_id text
    )
"""
COMPLETE = """
    create table if not exists raw_{provider}._dlt_loads (
        load_id text, schema_name text, status bigint, inserted_at timestamptz
    )
"""
SMALL = 0.0002
PROVIDERS = ("runsignup", "race_roster", "haku", "copernico", "chronotrack")


def filled(target: Target) -> World:
    """A warehouse with the smallest hub in it."""
    world = World(SMALL)
    prepare(target, world)
    statements = [one.format(provider=name) for name in PROVIDERS for one in (LOADS, COMPLETE)]
    with open_warehouse(target) as warehouse:
        _ = [warehouse.execute(statement) for statement in statements]
    fill(target, world)
    return world


def rows(target: Target, table: str) -> list[tuple[object, ...]]:
    """What a raw table holds, as text that both engines write alike."""
    text = "cast(data as varchar)" if target.engine == "duckdb" else "data::json::text"
    with open_warehouse(target) as warehouse:
        found = warehouse.fetch(
            f"select connection, key, _dlt_load_id, deleted, length(replace({text}, ' ', '')), "
            f"content_hash from {table}"
        )
    return sorted(found)


@pytest.fixture(scope="module")
def duckdb_target(tmp_path_factory: pytest.TempPathFactory) -> Target:
    """A DuckDB file with the smallest hub."""
    target = Target("duckdb", str(tmp_path_factory.mktemp("race") / "hub.duckdb"))
    filled(target)
    return target


def test_both_engines_are_filled_with_the_same_rows(
    duckdb_target: Target, postgres_server: str
) -> None:
    with postgres.database(postgres_server) as url:
        target = Target("postgres", url)
        world = filled(target)
        names = sorted({one.name for one in tables_of(world)})
        found = {name: rows(target, name) for name in names}

    assert found == {name: rows(duckdb_target, name) for name in names}


def test_every_load_says_how_many_rows_it_landed(duckdb_target: Target) -> None:
    with open_warehouse(duckdb_target) as warehouse:
        landed = warehouse.fetch(
            "select sum(landed_count), count(distinct owner) from raw_copernico.loads "
            "where entity = 'results'"
        )
        stored = warehouse.fetch("select count(*) from raw_copernico.results_json")

    assert landed[0][0] == stored[0][0]
    assert landed[0][1] > 20


def test_people_come_back_under_other_addresses_and_offices_register_many(
    duckdb_target: Target,
) -> None:
    with open_warehouse(duckdb_target) as warehouse:
        people = warehouse.fetch(
            "with people as (select data -> 'user' ->> 'user_id' as id, "
            "data -> 'user' ->> 'email' as email from raw_runsignup.participants_json) "
            "select count(*), count(distinct id), count(distinct email), "
            "count(*) filter (email like 'office%'), count(*) filter (email is null) from people"
        )

    assert people == [(349, 105, 150, 9, 9)]


def measured(scale: float, seconds: float, rows: int) -> Measured:
    """One model's figures."""
    return Measured("duckdb", scale, "unified_results", seconds, rows, 100.0)


def test_time_may_grow_as_rows_do_and_a_little_for_noise() -> None:
    seconds = (20.0, 23.0, 24.0)

    found = [growths([measured(0.1, 2.0, 1_000), measured(1.0, one, 10_000)]) for one in seconds]

    assert [growth.met for (growth,) in found] == [True, True, False]


def test_what_others_took_of_the_processor_is_no_growth() -> None:
    alone = Measured("duckdb", 0.1, "unified_results", 2.0, 1_000, 100.0, 1.9)
    beside_others = Measured("duckdb", 1.0, "unified_results", 60.0, 10_000, 100.0, 19.0)
    slower = Measured("duckdb", 1.0, "unified_results", 60.0, 10_000, 100.0, 40.0)

    found = [growths([alone, large])[0] for large in (beside_others, slower)]

    assert [(growth.met, growth.cpu_met) for growth in found] == [(False, True), (False, False)]


def test_the_processors_time_of_a_server_is_that_of_its_processes(postgres_server: str) -> None:
    clock = processor_of(Target("postgres", postgres_server))
    before = clock()

    with psycopg.connect(postgres_server) as connection:
        connection.execute("select count(*) from generate_series(1, 2000000)")

    assert clock() - before >= 0.01


def test_a_model_measured_once_has_no_growth() -> None:
    assert growths([measured(0.1, 2.0, 1_000)]) == []


def test_the_most_memory_is_kept_for_each_thing_that_ran() -> None:
    used = iter([10.0, 30.0, 20.0])
    watch = Watch(lambda: next(used))

    watch.look()
    watch.look()
    watch.doing = "second"
    watch.look()

    assert dict(watch.peaks) == {"": 30.0, "second": 20.0}


def test_the_pages_of_the_dashboard_are_asked_for_over_it(
    duckdb_target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNCLINE_DUCKDB_PATH", duckdb_target.location)
    place = Place(duckdb_target, tmp_path, store_url(tmp_path))
    few = arguments(["--ended", "40", "--times", "1", "--apart", "0"])

    found = ask_all(place, World(SMALL), few)

    *every, one_of_all = sorted(page.path for page in found if page.is_shown)
    assert every == ["/", "/audit", "/connections", "/data", "/race", "/rentals", "/syncs"]
    assert one_of_all.startswith("/syncs/partner")
    assert all(page.median > 0 for page in found)
