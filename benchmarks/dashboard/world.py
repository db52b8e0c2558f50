"""A workplace as a season leaves it: the race domain built and served, a long history of jobs."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from benchmarks.clock import timed
from benchmarks.race.filling import fill, map_events, prepare, tables_of
from benchmarks.race.world import World
from extract.kit.destination import Target, open_warehouse
from orchestration.generations.served import has_table

LARGEST = """
    select event_key, count(*) as people from race.start_list
    group by event_key order by people desc, event_key limit 1
"""
RUNNER = """
    select registration_id from race.start_list
    where event_key = ? and registration_id is not null order by registration_id limit 1
"""
OF_ALL = ("/", "/syncs", "/race", "/rentals", "/data", "/connections", "/audit")
OF_RACE = ("/data/race", "/data/race/unified_participants")


@dataclass(frozen=True)
class Place:
    """A filled warehouse, its workplace's folder, and the control store's address."""

    target: Target
    folder: Path
    store_url: str


def fill_warehouse(place: Place, world: World, build: str) -> None:
    """Lands a whole hub in an empty warehouse and builds what is served of it."""
    target = place.target
    named = "SYNCLINE_DUCKDB_PATH" if target.engine == "duckdb" else "SYNCLINE_POSTGRES_URL"
    os.environ.update({named: target.location, "SYNCLINE_ENGINE": target.engine})
    os.environ["DBT_TARGET_PATH"] = str(place.folder / "target")
    os.environ["DBT_LOG_PATH"] = str(place.folder / "logs")
    prepare(target, world)
    timed("benchmarks.build.dbt_times", ["--target", target.engine, "seed"])
    fill(target, world)
    map_events(target, world)
    words = ["--target", target.engine, "--location", target.location, build]
    timed("benchmarks.race.watched", words)


def write_connections(place: Place, world: World) -> list[str]:
    """Writes down every connection that anything was landed of; gives back their slugs."""
    found: list[tuple[str, str, str]] = []
    with open_warehouse(place.target) as warehouse:
        for provider in sorted({one.provider for one in tables_of(world)}):
            query = f"select distinct connection, owner from raw_{provider}.loads order by 1"
            found += [(str(row[0]), provider, str(row[1])) for row in warehouse.fetch(query)]
    text = "".join(
        f'[connections.{slug}]\nprovider = "{provider}"\nowner = "{owner}"\n'
        for slug, provider, owner in found
    )
    (place.folder / "connections.toml").write_text(text, encoding="utf-8")
    return [slug for slug, _, _ in found]


def pages(place: Place, slugs: list[str]) -> list[str]:
    """The pages that are asked for: one of each kind, of the largest event where one is served."""
    found = [*OF_ALL, f"/syncs/{quote(slugs[0], safe='')}"]
    with open_warehouse(place.target) as warehouse:
        if not has_table(warehouse, "race", "start_list"):
            return found
        event = str(warehouse.fetch(LARGEST)[0][0])
        runner = str(warehouse.fetch(RUNNER, [event])[0][0])
    key = quote(event, safe="")
    return [
        *found,
        *OF_RACE,
        f"/race/{key}",
        f"/race/{key}?list=registered",
        f"/runner?event={key}&registration={quote(runner, safe='')}",
    ]
