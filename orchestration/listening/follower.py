"""Reads what webhooks told of, and serves it: one connection after the other, for ever.

An event stays in the inbox until its record has landed: whatever ends this process in between, the
next one reads the record again, which changes nothing. A provider that is away, and a warehouse
that is busy, are asked again after a while, longer each time; a record that fails by itself waits
alone.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Event

import duckdb
import psycopg
import sqlalchemy as sa

from extract.kit.connecting import connected
from extract.kit.connection import Connection
from extract.kit.destination import open_warehouse
from extract.kit.errors import BadReply, ProviderError, SynclineError, Transient
from extract.kit.few import Few
from extract.kit.http import RetryPolicy, Session
from extract.kit.options import utc_now
from extract.kit.spec import Provider, Reading, Told
from extract.providers import PROVIDERS
from orchestration.direct.singly import served_now
from orchestration.listening.inbox import (
    HANDLED,
    REFUSED,
    Waiting,
    connections_waiting,
    settle,
    waiting,
)
from orchestration.workplace import Workplace

LOG = logging.getLogger(__name__)
LOOK_SECONDS = 0.04
KNOWN_SECONDS = 2.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
SPLIT_AFTER, FAILURES_IN_A_ROW = 2.0, 3
# A record that fails while others are read is left alone after so many tries of its own.
QUICKLY = RetryPolicy(attempts=2, first=0.2, longest=1.0, longest_asked=5.0)
# Who holds a table for longer is named, and what waits is tried again; DuckDB has no such locks.
GIVE_WAY = {"duckdb": (), "postgres": ("set lock_timeout = '10s'",)}
BROKEN = (SynclineError, duckdb.Error, psycopg.Error, sa.exc.DBAPIError, OSError)


@dataclass
class Pause:
    """How long to leave something alone after it failed: twice as long each time."""

    clock: Callable[[], float] = time.monotonic
    seconds: float = 0.0
    until: float = 0.0

    @property
    def is_on(self) -> bool:
        """Whether it is to be left alone still."""
        return self.clock() < self.until

    def failed(self, asked: float | None = None) -> None:
        """Begins a pause, of the seconds that somebody asked for or of ours."""
        self.seconds = min(max(self.seconds * 2, FIRST_PAUSE), LONGEST_PAUSE)
        self.until = self.clock() + max(self.seconds, min(asked or 0.0, 300.0))

    def went_well(self) -> None:
        """Forgets every failure."""
        self.seconds = self.until = 0.0


@dataclass
class Follower:
    """Serves what webhooks told of, at a workplace, until `stopping` is set."""

    place: Workplace
    stopping: Event = field(default_factory=Event)
    _sessions: dict[str, tuple[Connection, Session]] = field(default_factory=dict)
    _pauses: dict[str, Pause] = field(default_factory=dict)
    _alone: dict[tuple[str, str], Pause] = field(default_factory=dict)
    _known: dict[str, Connection] = field(default_factory=dict)
    _known_at: float = -KNOWN_SECONDS

    def run(self) -> None:
        """Goes on until it is told to stop."""
        LOG.info("listening at %s", self.place.home)
        while not self.stopping.is_set():
            if not self.once():
                self.stopping.wait(LOOK_SECONDS)
        self.close()

    def close(self) -> None:
        """Lets go of the connections."""
        for _, session in self._sessions.values():
            session.__exit__(None, None, None)
        self._sessions.clear()

    def once(self) -> bool:
        """Whether anything was served of what waits now."""
        try:
            known = self._followed()
            with self.place.store.connect() as store:
                slugs = connections_waiting(store, known) if known else []
        except BROKEN as error:
            LOG.warning("the inbox cannot be read: %s", _words(error))
            self.stopping.wait(FIRST_PAUSE)
            return False
        return any([self._serve(known[slug]) for slug in slugs if not self._pause(slug).is_on])

    def _followed(self) -> dict[str, Connection]:
        """The connections whose webhooks tell of single records; looked for every other second."""
        if time.monotonic() - self._known_at >= KNOWN_SECONDS:
            self._known = {
                slug: one
                for slug, one in self.place.connections().items()
                if one.is_active and PROVIDERS[one.provider].told is not None
            }
            self._known_at = time.monotonic()
        return self._known

    def _pause(self, slug: str) -> Pause:
        return self._pauses.setdefault(slug, Pause())

    def _serve(self, connection: Connection) -> bool:
        provider, engine = PROVIDERS[connection.provider], self.place.store
        try:
            with engine.connect() as store:
                found = waiting(store, provider, connection.slug)
            settle(engine, found.idle, HANDLED)
            settle(engine, found.broken, REFUSED)
            todo = [one for key, one in found.told.items() if not self._is_alone(connection, key)]
            return bool(todo) and self._read_and_serve(connection, found, todo)
        except BROKEN as error:
            asked = error.retry_after if isinstance(error, Transient) else None
            self._pause(connection.slug).failed(asked)
            LOG.warning("%s: what webhooks told waits: %s", connection.slug, _words(error))
            return False

    def _is_alone(self, connection: Connection, key: str) -> bool:
        pause = self._alone.get((connection.slug, key))
        return pause is not None and pause.is_on

    def _read_and_serve(self, connection: Connection, found: Waiting, todo: list[Told]) -> bool:
        """Whether the records were read and served, all of them or those that can be."""
        try:
            few = self._read(connection, todo)
        except ProviderError as error:
            if len(todo) == 1 and (isinstance(error, BadReply) or found.is_split):
                self._alone.setdefault((connection.slug, todo[0].key), Pause()).failed()
                LOG.warning("%s: record %s waits: %s", connection.slug, todo[0].key, error)
                return False
            if len(todo) == 1 or not self._is_spoilt(connection, error):
                raise
            return self._one_by_one(connection, found, todo)
        with open_warehouse(self.place.target) as warehouse:
            for setting in GIVE_WAY[warehouse.engine]:
                warehouse.execute(setting)
            served_now(warehouse, few)
        landed = set(few.keys)
        for state, is_landed in ((HANDLED, True), (REFUSED, False)):
            keys = [one.key for one in todo if (one.key in landed) == is_landed]
            settle(self.place.store, [n for key in keys for n in found.numbers[key]], state)
        self._pause(connection.slug).went_well()
        return True

    def _is_spoilt(self, connection: Connection, error: ProviderError) -> bool:
        """Whether one of several records may spoil the answer for the others."""
        return isinstance(error, BadReply) or self._pause(connection.slug).seconds >= SPLIT_AFTER

    def _one_by_one(self, connection: Connection, found: Waiting, todo: list[Told]) -> bool:
        """Whether any record could be served by itself; who is away is not asked for each."""
        found.is_split = True
        served, failed = 0, 0
        for one in todo:
            is_served = self._read_and_serve(connection, found, [one])
            served, failed = served + is_served, 0 if is_served else failed + 1
            if failed == FAILURES_IN_A_ROW:
                self._pause(connection.slug).failed()
                break
        return served > 0

    def _read(self, connection: Connection, todo: list[Told]) -> Few:
        """The records as the provider has them now. Raises: ProviderError."""
        provider = PROVIDERS[connection.provider]
        assert provider.read_told is not None
        reading = Reading(connection, self._session(provider, connection), utc_now)
        return Few.of(provider, connection, provider.read_told(reading, todo))

    def _session(self, provider: Provider, connection: Connection) -> Session:
        """The account's session, kept open for as long as its connection stays the same."""
        known = self._sessions.get(connection.slug)
        if known is not None and known[0] == connection:
            return known[1]
        if known is not None:
            known[1].__exit__(None, None, None)
        session = connected(provider, connection, self.place.doors)
        session.spec = replace(session.spec, policy=QUICKLY)
        session.__enter__()
        self._sessions[connection.slug] = (connection, session)
        return session


def _words(error: Exception) -> str:
    """What is told of an error: ours is fit to be shown, others' words may hold anything."""
    return str(error) if isinstance(error, SynclineError) else type(error).__name__
