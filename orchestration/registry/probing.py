"""Whether a destination works: a schema of its own is made, written, read and dropped again."""

from collections.abc import Iterator
from uuid import uuid4

from extract.kit.destination import Target, Warehouse, open_warehouse
from extract.kit.errors import SynclineError
from extract.kit.sync import utc_now
from orchestration.registry.destinations import Destination, find_destination
from orchestration.trying import Check, Tried, note_trial
from orchestration.workplace import Workplace


def try_destination(place: Workplace, wanted: str) -> Tried:
    """Whether a sync could write there, step by step; that it was tried is written down.

    Raises: NotThere, Locked.
    """
    destination = find_destination(place, wanted)
    checks = tuple(_checks(destination.target(place.env)))
    failed = [check for check in checks if check.verdict == "failed"]
    words = f"{failed[0].name}: {failed[0].words}" if failed else _well(destination)
    tried = Tried(destination.slug, not failed, words, checks)
    note_trial(place, "destination", tried, utc_now)
    return tried


def _well(destination: Destination) -> str:
    return f"{destination.slug} ({destination.engine}) takes what is written to it."


def _checks(target: Target) -> Iterator[Check]:
    """Each step; after one that failed no further one is tried."""
    name = f"syncline_trial_{uuid4().hex[:12]}"
    steps = {
        "create": [f"create schema {name}", f"create table {name}.trial (number integer)"],
        "write": [f"insert into {name}.trial values (41)"],
        "read": [f"select number from {name}.trial"],
        "drop": [f"drop table {name}.trial", f"drop schema {name}"],
    }
    try:
        with open_warehouse(target) as warehouse:
            yield Check("reachable", "well", "open for writing")
            for step, statements in steps.items():
                if failure := _failure(warehouse, statements):
                    yield Check(step, "failed", failure)
                    return
                yield Check(step, "well", "done")
    except _failures() as error:
        yield Check("reachable", "failed", _words(error))


def _failure(warehouse: Warehouse, statements: list[str]) -> str:
    try:
        for statement in statements:
            warehouse.execute(statement)
    except _failures() as error:
        return _words(error)
    return ""


def _failures() -> tuple[type[Exception], ...]:
    """What either engine raises, imported when one is tried."""
    import duckdb
    import psycopg

    return SynclineError, duckdb.Error, psycopg.Error


def _words(error: Exception) -> str:
    """What an error says; a driver's own text may repeat the address."""
    return str(error) if isinstance(error, SynclineError) else f"refused ({type(error).__name__})"
