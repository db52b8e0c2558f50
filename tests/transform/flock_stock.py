"""Farms to try things on: prepared once per engine, copied for every test."""

import shutil
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args
from uuid import uuid4

import psycopg

from extract.kit.destination import Engine, Target
from tests import postgres
from tests.transform.flock_farm import FEED, Farm

State = Literal["bare", "served", "hill"]
"""A warehouse that was fed but never built, one that serves its first generation, and one that
serves the load of a second connection, `hill`, beside it."""
HILL: dict[str, Any] = {"connection": "hill", "landed_count": 10}
FILE = "flock.duckdb"


@dataclass
class Stock:
    """Copies of a farm in a state, under one database name: the manifest has it written in."""

    folder: Path
    start_server: Callable[[], str]
    cleanup: ExitStack
    _prepared: dict[Engine, Farm] = field(default_factory=dict)
    _database: str = field(default_factory=lambda: f"flock_{uuid4().hex[:8]}")

    @cached_property
    def server(self) -> str:
        """The URL of the PostgreSQL server, started for the first farm that needs it."""
        return self.start_server()

    def farm(self, engine: Engine, folder: Path, state: State = "served") -> Farm:
        """A farm of one's own in that state; the one before it on PostgreSQL is gone."""
        if engine not in self._prepared:
            self._prepare(engine)
        prepared = self._prepared[engine]
        if engine == "duckdb":
            place = folder / FILE
            shutil.copy(self._file(state), place)
            return prepared.moved_to(Target("duckdb", str(place)), folder)
        self._copy_database(f"{self._database}_{state}", self._database)
        return prepared.moved_to(prepared.target, folder)

    def _prepare(self, engine: Engine) -> None:
        farm = self._new_farm(engine)
        farm.run(FEED)
        farm.feed(1)
        self._keep(farm, "bare")
        self._serve(farm, "served")
        farm.enter(2, **HILL)
        self._serve(farm, "hill")
        self._prepared[engine] = farm

    def _serve(self, farm: Farm, state: State) -> None:
        built = farm.build()
        assert built.success, built.words
        self._keep(farm, state)

    def _new_farm(self, engine: Engine) -> Farm:
        if engine == "duckdb":
            return Farm(Target("duckdb", str(self.folder / FILE)), self.folder)
        # a server of the tests' own may be gone by then, and the databases with it
        self.cleanup.enter_context(suppress(psycopg.OperationalError))
        for name in (self._database, *(f"{self._database}_{one}" for one in get_args(State))):
            self.cleanup.callback(self._drop_database, name)
        self._copy_database("template0", self._database)
        url = postgres.database_url(self.server, self._database)
        return Farm(Target("postgres", url), self.folder)

    def _keep(self, farm: Farm, state: State) -> None:
        if farm.target.engine == "duckdb":
            shutil.copy(farm.target.location, self._file(state))
        else:
            self._copy_database(self._database, f"{self._database}_{state}")

    def _file(self, state: State) -> Path:
        return self.folder / f"{state}.duckdb"

    def _copy_database(self, template: str, name: str) -> None:
        self._drop_database(name)
        with psycopg.connect(self.server, autocommit=True) as server:
            copied = f"create database {name} template {template} strategy file_copy"
            server.execute(copied.encode())

    def _drop_database(self, name: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as server:
            server.execute(f"drop database if exists {name} with (force)".encode())
