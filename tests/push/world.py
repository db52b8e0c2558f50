"""What the push tests stand on: people, a target in memory, a warehouse and a sandbox job."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, TextIO

import duckdb
import sqlalchemy as sa

from extract.kit.connection import Connection
from extract.kit.errors import BadReply, ServerError, Unreachable, Where
from push.kit.job import Job, Rules
from push.kit.ledger import Ledger
from push.kit.ownership import FIELDS
from push.kit.source import COLUMNS, Person
from push.kit.target import BIB, EVENT, Held, Limits, Outcome, Record, ScoringEvent

RACE = "hill-run-2026"
NOON = datetime(2026, 4, 25, 12, tzinfo=UTC)
WHERE = Where("memory", "to_memory", "registrations", "/")


def person(number: int, **changes: Any) -> Person:
    """An active runner of the 10K whose names, bib and id follow from `number`."""
    runner = Person(
        source_provider="runsignup",
        registration_id=str(number),
        race_id="900101",
        event_name="10K",
        first_name="Ana",
        last_name=f"Runner {number}",
        gender="female",
        date_of_birth=date(1990, 5, 17),
        bib_number=str(number),
        team_name=None,
        email=f"ana{number}@example.test",
        phone=None,
    )
    return replace(runner, **changes)


def refused(seen: str = "HTTP 400") -> BadReply:
    """An answer that refuses a call as a whole."""
    return BadReply(WHERE, seen=seen, todo="Look.")


def lost_reply() -> Unreachable:
    """A call whose answer never came."""
    return Unreachable(WHERE, seen="no whole reply", todo="Look.", outcome_unknown=True)


def never_sent() -> Unreachable:
    """A call that found nobody at the other end."""
    return Unreachable(WHERE, seen="no connection", todo="Look.", outcome_unknown=False)


def server_error() -> ServerError:
    """A status of 500, after which nobody knows."""
    return ServerError(WHERE, seen="HTTP 500", todo="Look.")


@dataclass
class MemoryTarget:
    """A scoring system in memory.

    `before` and `after` are called with the records of each call, before and after storing them;
    what they raise is what the call raises. `look_up_error` is what looking up raises. `forgets`
    are ids that it takes and does not keep, `hidden` fields that it never shows.
    """

    names: tuple[str, ...] = ("10K", "5K")
    held: dict[str, dict[str, str]] = field(default_factory=dict)
    extra: list[Held] = field(default_factory=list)
    calls: list[list[str]] = field(default_factory=list)
    before: Callable[[Sequence[Record]], Outcome | None] = lambda _records: None
    after: Callable[[Sequence[Record]], Outcome | None] = lambda _records: None
    forgets: set[str] = field(default_factory=set)
    hidden: frozenset[str] = frozenset()
    look_up_error: Exception | None = None
    exported: list[Record] = field(default_factory=list)
    can_withdraw: bool = False
    limits: Limits = field(default_factory=Limits)
    name: str = "memory"

    def events(self, race: str) -> tuple[ScoringEvent, ...]:
        return tuple(ScoringEvent(one, one) for one in self.names)

    def fields(self, person: Person, event: str) -> dict[str, str]:
        values = {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "gender": person.gender,
            BIB: person.bib_number,
            EVENT: event,
            "team_name": person.team_name,
            "email": person.email,
            "phone": person.phone,
        }
        return {name: value for name, value in values.items() if value}

    def comparable(self, field: str, value: str) -> str:
        return value.strip()

    def read_back(self, race: str, events: Sequence[str]) -> Iterator[Held]:
        yield from self._shown(self.held)
        yield from self.extra

    def lookup(self, race: str, record_ids: Sequence[str]) -> Iterator[Held]:
        if self.look_up_error:
            raise self.look_up_error
        return self._shown(record_ids)

    def _shown(self, record_ids: Iterable[str]) -> Iterator[Held]:
        names = {"first_name", "last_name", "gender", BIB, EVENT, "team_name", "email", "phone"}
        for record_id in record_ids:
            if (fields := self.held.get(record_id)) is not None:
                shown = {name: fields.get(name, "") for name in names - self.hidden}
                full = f"{fields.get('first_name', '')} {fields.get('last_name', '')}".strip()
                yield Held(record_id, full, shown)

    def missing_teams(self, race: str, names: Sequence[str]) -> tuple[str, ...]:
        return ()

    def send(self, race: str, records: Sequence[Record]) -> Outcome:
        self.calls.append([record.record_id for record in records])
        outcome = self.before(records) or Outcome()
        for record in records:
            if record.record_id not in {*outcome.rejected, *outcome.failed, *self.forgets}:
                old = self.held.get(record.record_id, {})
                self.held[record.record_id] = {**old, **record.fields, EVENT: record.event}
        self.after(records)
        return outcome

    def withdraw(self, race: str, records: Sequence[Record]) -> Outcome | None:
        if not self.can_withdraw:
            return None
        for record in records:
            del self.held[record.record_id]
        return Outcome()

    def export_csv(self, race: str, records: Sequence[Record], file: TextIO) -> None:
        self.exported += records
        file.writelines(f"{record.record_id}\n" for record in records)


@dataclass
class World:
    """A job on a memory target, whose people and target a test may change."""

    job: Job
    target: MemoryTarget
    people: list[Person]

    @property
    def states(self) -> dict[str, int]:
        """The ledger's rows by state."""
        return self.job.ledger.counts()


# The scoring side may correct bib and event; everything else is the registration's.
TWO_SHARED = dict.fromkeys(FIELDS, "source") | {BIB: "newest", EVENT: "newest"}


def world(engine: sa.Engine, people: Iterable[Person], **rules: Any) -> World:
    """A job that pushes these people to an empty memory target."""
    target, listed = MemoryTarget(), list(people)
    rules = {"owners": TWO_SHARED, **rules}
    job = Job(
        target=target,
        ledger=Ledger(engine, "to_memory", RACE, now=lambda: NOON),
        people=lambda: list(listed),
        rules=Rules(**rules),
        pause=lambda _seconds: None,
    )
    return World(job, target, listed)


def warehouse(people: Iterable[Person], connection: str = "demo_runsignup") -> Any:
    """A DuckDB warehouse in memory that serves these people."""
    database = duckdb.connect()
    fill(database, people, connection)
    return database


def fill(database: Any, people: Iterable[Person], connection: str = "demo_runsignup") -> None:
    """Makes `race.unified_participants` with these people, on DuckDB or PostgreSQL."""
    mark = "%s" if type(database).__module__.startswith("psycopg") else "?"
    columns = ", ".join(
        f"{name} {'date' if name == 'date_of_birth' else 'text'}"
        for name in ("connection", *COLUMNS)
    )
    database.execute("create schema if not exists race")
    database.execute(f"create table race.unified_participants ({columns})")
    marks = ", ".join([mark] * (len(COLUMNS) + 1))
    rows = [[connection, *astuple(one)[: len(COLUMNS)]] for one in people]
    if rows:
        database.cursor().executemany(
            f"insert into race.unified_participants values ({marks})", rows
        )


def sandbox_connection(url: str, **settings: Any) -> Connection:
    """The connection to a Copernico sandbox at `url`, quick to try again."""
    return Connection(
        slug="demo_copernico",
        provider="copernico",
        owner="demo_timing",
        settings={
            "base_url": url,
            "registrations_url": f"{url}/race-registrations",
            "source": "demo_runsignup",
            "shared_fields": [BIB, EVENT],
            "races": {"900101": "riverbend-spring-2026"},
            "event_map": {"Volunteer": None},
            "retry": {"attempts": 4, "first": 0.001, "longest": 0.002},
            **settings,
        },
        secrets={"api_key": "sandbox-copernico-key", "login": "riverbend-timing"},
    )
