"""A Resources Centre with a warehouse of edits that won, and the jobs that send them back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import sqlalchemy as sa

from extract.kit.connection import Connection
from push.jobs import open_jobs, open_target
from push.kit.job import Job
from sandbox.faults import Fault
from sandbox.resources_centre.app import API_KEY, ResourcesCentre
from sandbox.serving import Served, serve

AT_ONCE = {"attempts": 3, "first": 0.0, "longest": 0.0, "longest_asked": 0.0}
# After every record of the sandbox was made, before what a test changes there now.
EDITED = datetime(2026, 1, 1, tzinfo=UTC)
VIEWS = {
    "speakers": "name, title, company, bio",
    "organizers": "name, website_url, description",
    "sponsors": "name, website_url, tier, logo_url, description",
}


def centre_connection(url: str, **settings: Any) -> Connection:
    """The connection to a sandbox, which may be written back to."""
    given = {"base_url": url, "retry": AT_ONCE, "write_back": True, **settings}
    return Connection("demo_centre", "resources_centre", "events", given, {"api_key": API_KEY})


def fill(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Makes the served views' tables, empty."""
    warehouse.execute("create schema crm; set timezone = 'UTC'")
    for entity, fields in VIEWS.items():
        columns = ", ".join(f"{name} text" for name in fields.split(", "))
        warehouse.execute(
            f"create table crm.{entity}_current (connection text, external_id text, won_by text, "
            f"edited_fields text, edited_at timestamptz, is_missing boolean, {columns})"
        )


def edit(warehouse: duckdb.DuckDBPyConnection, entity: str, key: str, **fields: Any) -> None:
    """Puts an edit that won into a view; `at` says when, the rest are the fields that it set."""
    at, gone = fields.pop("at", EDITED), fields.pop("is_missing", False)
    row = {
        "connection": "demo_centre", "external_id": key, "won_by": "crm",
        "edited_fields": ", ".join(fields), "edited_at": at, "is_missing": gone, **fields,
    }  # fmt: skip
    marks = ", ".join("?" * len(row))
    warehouse.execute(f"delete from crm.{entity}_current where external_id = '{key}'")
    warehouse.execute(
        f"insert into crm.{entity}_current ({', '.join(row)}) values ({marks})", list(row.values())
    )


@dataclass
class Desk:
    """The running sandbox, the warehouse, and the job of the speakers."""

    centre: ResourcesCentre
    server: Served
    warehouse: duckdb.DuckDBPyConnection
    jobs: dict[str, Job]

    @property
    def job(self) -> Job:
        """The job of the speakers."""
        return self.jobs["speakers"]

    def edit(self, key: str, **fields: Any) -> None:
        """Puts an edit of a speaker that won into the warehouse."""
        edit(self.warehouse, "speakers", key, **fields)

    def fault(self, kind: str, path: str, **more: Any) -> None:
        """Plans a fault at calls to this path."""
        self.centre.faults.add(Fault(kind=kind, path=path, **more))

    def field(self, key: str, name: str) -> Any:
        """What the centre holds of a speaker."""
        found = self.centre.store.find("speakers", key)
        return None if found is None else found[name]

    def change(self, key: str, **fields: Any) -> None:
        """Changes a speaker there, as of a day after the edits."""
        moment = EDITED + timedelta(days=1)
        self.centre.store.put("speakers", key, {"updated_at": moment, **fields})

    def writes(self) -> int:
        """How many changes were asked for."""
        return sum(call.method == "PUT" for call in self.server.requests)


@contextmanager
def desk(store: sa.Engine, **settings: Any) -> Iterator[Desk]:
    """A sandbox that takes changes, and the jobs that send edits to it."""
    centre = ResourcesCentre()
    centre.switch(writes=True)
    with serve(centre.app) as server, duckdb.connect() as warehouse:
        fill(warehouse)
        connection = centre_connection(server.url, **settings)
        jobs = open_jobs(connection, open_target(connection), store, warehouse)
        quick = {job.race: replace(job, pause=lambda _seconds: None) for job in jobs}
        yield Desk(centre, server, warehouse, quick)
