"""A ChronoTrack sandbox with the job that pushes to one of its events."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from extract.kit.connection import Connection
from push.jobs import open_jobs, open_target
from push.kit.job import Job
from push.kit.source import Person
from push.kit.target import Target
from sandbox.chronotrack import access
from sandbox.chronotrack.app import ChronoTrack
from sandbox.chronotrack.roster import build_timed_roster
from sandbox.faults import Call, Fault
from sandbox.serving import Served, serve
from tests.push.world import person, warehouse

HARBOR = "70101"
SECRETS = {"client_id": access.CLIENT_ID, "login": access.LOGIN, "password": access.PASSWORD}


@dataclass
class Timed:
    """The running sandbox, its server, and the job on it."""

    timer: ChronoTrack
    server: Served
    target: Target
    job: Job

    def fault(self, kind: str, path: str, **more: Any) -> None:
        """Plans a fault at calls to this path."""
        self.timer.faults.add(Fault(kind=kind, path=path, **more))

    def entry(self, record_id: str) -> dict[str, Any]:
        """The entry of an external id as the sandbox keeps it."""
        rows = self.timer.store.rows("entries", HARBOR)
        (found,) = [row for row in rows if row["entry_external_id"] == record_id]
        return found

    def tamper(self, record_id: str, **fields: str) -> None:
        """Changes an entry as if on the timer's screen."""
        self.timer.store.put("entries", self.entry(record_id)["entry_id"], fields)

    def writes(self, method: str = "POST") -> list[Call]:
        """The calls of this method so far."""
        return [call for call in self.server.requests if call.method == method]


def chronotrack_connection(url: str, **settings: Any) -> Connection:
    """The connection to a ChronoTrack sandbox at `url`, quick to try again."""
    return Connection(
        slug="demo_chronotrack",
        provider="chronotrack",
        owner="demo_timing",
        settings={
            "base_url": f"{url}/api",
            "source": "demo_runsignup",
            "shared_fields": ["bib_number", "event_name"],
            "races": {"900101": HARBOR},
            "reg_choices": {"5K": "33013"},
            "retry": {"attempts": 4, "first": 0.001, "longest": 0.002},
            **settings,
        },
        secrets=SECRETS,
    )


def runner(number: int, **changes: Any) -> Person:
    """An active runner of the 10 Mile with a bib that nobody wears yet."""
    return person(number, **{"event_name": "10 Mile", "bib_number": str(2000 + number), **changes})


@contextmanager
def timed(store: sa.Engine, people: Iterable[Person], **settings: Any) -> Iterator[Timed]:
    """A sandbox of forty-four entries, and the job that would push these people to it."""
    timer = ChronoTrack(build_timed_roster(finishers=30))
    with serve(timer.app) as server:
        connection = chronotrack_connection(server.url, **settings)
        target = open_target(connection)
        [job] = open_jobs(connection, target, store, warehouse(people))
        yield Timed(timer, server, target, replace(job, pause=lambda _seconds: None))
