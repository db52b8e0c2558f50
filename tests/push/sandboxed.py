"""A Copernico sandbox with the job that pushes to it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from push.jobs import open_jobs, open_target
from push.kit.job import Job
from push.kit.source import Person
from push.kit.target import Target
from sandbox.copernico.app import Copernico
from sandbox.faults import Fault
from sandbox.serving import Served, serve
from tests.push.world import sandbox_connection, warehouse

SLUG = "riverbend-spring-2026"


@dataclass
class Sandboxed:
    """The running sandbox, its server, and the job on it."""

    copernico: Copernico
    server: Served
    target: Target
    job: Job

    def fault(self, kind: str, path: str, **more: Any) -> None:
        """Plans a fault at calls to this path."""
        self.copernico.faults.add(Fault(kind=kind, path=path, **more))

    def switch(self, **switches: Any) -> None:
        """Turns switches of the sandbox."""
        self.copernico.switches = replace(self.copernico.switches, **switches)

    def held(self, record_id: str) -> dict[str, Any]:
        """The record as the sandbox keeps it."""
        return dict(self.copernico.store.entrant(SLUG, record_id).person)

    def tamper(self, record_id: str, **fields: Any) -> None:
        """Changes a record as if on the timer's screen."""
        self.copernico.store.tamper(SLUG, record_id, fields)

    def posts(self) -> int:
        """How many registrations calls there have been."""
        return sum(call.method == "POST" for call in self.server.requests)

    def reads(self, part: str) -> int:
        """How many reads there have been of paths with this part."""
        return sum(part in call.path for call in self.server.requests if call.method == "GET")


@contextmanager
def sandboxed(store: sa.Engine, people: Iterable[Person], **settings: Any) -> Iterator[Sandboxed]:
    """A sandbox that holds nobody yet, and the job that would push these people to it."""
    copernico = Copernico()
    with serve(copernico.app) as server:
        connection = sandbox_connection(server.url, **settings)
        target = open_target(connection)
        [job] = open_jobs(connection, target, store, warehouse(people))
        quick = replace(job, pause=lambda _seconds: None)
        yield Sandboxed(copernico, server, target, quick)
    copernico.close()
