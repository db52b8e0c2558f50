"""What the publishing tests stand on: served results, a RunSignup sandbox, a job between them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import duckdb
import sqlalchemy as sa

from extract.kit.connection import Connection
from push.publications import Route, open_feed, open_job, open_publisher
from push.publishing.job import Job
from push.publishing.ledger import Entry
from push.publishing.plan import Plan
from push.publishing.planning import Wish
from push.publishing.publish import Published, plan_publication, publish
from sandbox.faults import Call, Fault
from sandbox.runsignup.access import KEY, SECRET
from sandbox.runsignup.app import RunSignUp
from sandbox.serving import Served, serve
from tests.sandbox.client import tiny

PEOPLE = """
    create table race.unified_participants (
        participant_key text, source_provider text, connection text, event_key text,
        event_name text, registration_id text, status text, bib_number text
    )
"""
RESULTS = """
    create table race.unified_results (
        result_key text, connection text, event_id text, participant_key text, bib_number text,
        first_name text, last_name text, gender text, status text, is_placeholder boolean,
        is_ranked boolean, overall_rank integer, gun_time_ms bigint, chip_time_ms bigint
    )
"""
ROUTE = Route(
    connection="harbor",
    event_key="harbor-910101",
    race_id="900101",
    event_id="910101",
    event="Spring Races: 10 Mile",
    event_name="10 Mile",
    scoring_connection="timing",
    scoring_event_id="spring|10 Mile",
    scoring="Spring: 10 Mile",
)
ADA = "Ada Umber"
PLAIN = Wish()


def connection(url: str, **results: Any) -> Connection:
    """The connection to a RunSignup sandbox, two results per call, quick to try again."""
    return Connection(
        slug="harbor",
        provider="runsignup",
        owner="harbor_timing",
        settings={
            "base_url": f"{url}/rest",
            "retry": {"attempts": 4, "first": 0.001, "longest": 0.002},
            "results": {"batch_size": 2, **results},
        },
        secrets={"api_key": KEY, "api_secret": SECRET},
    )


def serving(database: Any, finishers: int = 6) -> Any:
    """The same database, serving the six registrations of the 10 Mile and that many finishers."""
    database.execute("create schema race")
    database.execute(PEOPLE)
    database.execute(RESULTS)
    for number in range(1, 7):
        insert(
            database, "unified_participants", participant_key=f"harbor-{number}",
            source_provider="runsignup", connection="harbor", event_key="harbor-910101",
            event_name="10 Mile", registration_id=str(number), status="active",
            bib_number=str(number * 10),
        )  # fmt: skip
    for number in range(1, finishers + 1):
        finish(database, number)
    return database


def insert(database: Any, table: str, **row: Any) -> None:
    """One more row of a served table."""
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    database.execute(f"insert into race.{table} ({names}) values ({marks})", list(row.values()))


def finish(database: Any, number: int, **changes: Any) -> None:
    """One more result: registration `number` came in as that one, a minute after the one before."""
    row = {
        "result_key": f"timing-{number}", "connection": "timing", "event_id": "spring|10 Mile",
        "participant_key": f"harbor-{number}", "bib_number": str(number * 10),
        "first_name": "Zoë", "last_name": f"Runner {number}", "gender": "female",
        "status": "finished", "is_placeholder": False, "is_ranked": True, "overall_rank": number,
        "gun_time_ms": 3_600_500 + number * 60_000, "chip_time_ms": 3_590_000 + number * 60_000,
    }  # fmt: skip
    insert(database, "unified_results", **(row | changes))


@dataclass
class Desk:
    """The running sandbox, the served results, and a job that is opened anew for each step."""

    runsignup: RunSignUp
    server: Served
    served: Any
    store: sa.Engine
    way: Connection

    def job(self) -> Job:
        """The publication as things are served now."""
        feed = open_feed(self.way, ROUTE, self.served)
        job = open_job(self.way, ROUTE, feed, (open_publisher(self.way), self.store))
        return replace(job, pause=lambda _seconds: None)

    def plan(self, wish: Wish = PLAIN) -> Plan:
        """A new plan that waits."""
        return plan_publication(self.job(), wish, "planner")

    def publish(self, wish: Wish = PLAIN, *, accept: bool = False) -> Published:
        """A plan and its publication, approved by Ada Umber."""
        self.plan(wish)
        return publish(self.job(), ADA, accept=accept)

    def change(self, number: int, **values: Any) -> None:
        """Changes a served result."""
        sets = ", ".join(f"{name} = ?" for name in values)
        self.served.execute(
            f"update race.unified_results set {sets} where result_key = ?",
            [*values.values(), f"timing-{number}"],
        )

    def drop(self, number: int) -> None:
        """Takes a served result away."""
        self.served.execute(
            "delete from race.unified_results where result_key = ?", [f"timing-{number}"]
        )

    def fault(self, kind: str, path: str, **more: Any) -> None:
        """Plans a fault at calls to this path."""
        self.runsignup.faults.add(Fault(kind=kind, path=path, **more))

    def writes(self, part: str = "") -> list[Call]:
        """The calls so far that write."""
        return [one for one in self.server.requests if one.method == "POST" and part in one.path]

    def sets(self) -> list[dict[str, Any]]:
        """The result sets as the sandbox keeps them."""
        return [kept.head for kept in self.runsignup.results._sets.values()]

    def rows(self) -> dict[int | None, tuple[Any, ...]]:
        """Place, bib and time of each row in the only set, by its registration."""
        [kept] = self.runsignup.results._sets.values()
        found = {
            row.get("registration_id"): (row["place"], row["bib"], row["clock_time"])
            for row in kept.rows
        }
        assert len(found) == len(kept.rows), "a registration or more than one walk-up twice"
        return found

    @property
    def told(self) -> list[int]:
        """The registrations that were told of a result."""
        return self.runsignup.results.notices

    def entries(self, number: int) -> dict[str, Entry]:
        """The rows of a publication in the record."""
        return self.job().ledger.rows(number)


@contextmanager
def desk(store: sa.Engine, finishers: int = 6, **results: Any) -> Iterator[Desk]:
    """A sandbox without results, and served results that would go there."""
    runsignup = RunSignUp(tiny(), today=lambda: date(2026, 3, 1))
    with serve(runsignup.app) as server, duckdb.connect() as database:
        serving(database, finishers)
        yield Desk(runsignup, server, database, store, connection(server.url, **results))
