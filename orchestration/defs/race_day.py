"""Which connections have an event now: from a day before its start to six hours after its end."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from extract.kit.connection import Connection
from extract.kit.destination import Target, open_warehouse
from extract.kit.errors import SynclineError
from extract.providers import PROVIDERS
from orchestration.defs.cadences import is_due, race_day_cadence
from orchestration.queue.jobs import JobRequest
from orchestration.queue.requests import request_for

BEFORE, AFTER = timedelta(hours=24), timedelta(hours=6)
FRESH = timedelta(minutes=5)
EVENTS = """
    select connection, starts_at, ends_at, event_date
    from race.unified_events
    where event_date is not null and not is_volunteer
        and event_date <= ? and (event_date >= ? or ends_at >= ?)
"""
SERVED = """
    select count(*) from information_schema.tables
    where table_schema = 'race' and table_name = 'unified_events'
"""


@dataclass(frozen=True)
class Window:
    """When a connection's event wants to be followed closely, in UTC."""

    connection: str
    opens_at: datetime
    closes_at: datetime

    def holds(self, now: datetime) -> bool:
        """Whether that is now."""
        return self.opens_at <= now <= self.closes_at


@dataclass
class Memory:
    """What the sensor remembers: the last known windows, since when, and what it asked when."""

    read_at: datetime | None = None
    windows: list[Window] = field(default_factory=list)
    asked: dict[str, datetime] = field(default_factory=dict)

    @classmethod
    def from_cursor(cls, text: str | None) -> "Memory":
        """What a cursor holds; nothing where it holds what cannot be read."""
        try:
            kept: dict[str, Any] = json.loads(text or "{}")
            return cls(
                _moment(kept["read_at"]) if kept.get("read_at") else None,
                [
                    Window(name, _moment(opens), _moment(closes))
                    for name, opens, closes in kept.get("windows", [])
                ],
                {name: _moment(at) for name, at in kept.get("asked", {}).items()},
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            # Of an earlier version, or edited by hand: everything is read anew.
            return cls()

    def to_cursor(self) -> str:
        """The same as a text."""
        return json.dumps(
            {
                "read_at": self.read_at.isoformat() if self.read_at else None,
                "windows": [
                    (one.connection, one.opens_at.isoformat(), one.closes_at.isoformat())
                    for one in self.windows
                ],
                "asked": {name: at.isoformat() for name, at in self.asked.items()},
            }
        )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def refresh(memory: Memory, target: Target, now: datetime) -> bool:
    """Whether the windows are as served now; a busy warehouse leaves the last known ones."""
    if memory.read_at is not None and now - memory.read_at < FRESH:
        return True
    try:
        memory.windows = list(read_windows(target, now))
    except (SynclineError, duckdb.Error):
        return False
    memory.read_at = now
    return True


def read_windows(target: Target, now: datetime) -> Iterator[Window]:
    """The windows around events of these days; none while none is served.

    Raises: SynclineError or duckdb.Error, at once, while another process has the warehouse.
    """
    today = now.date()
    days = (today + timedelta(days=2), today - timedelta(days=2), now - AFTER)
    for connection, starts_at, ends_at, day in _rows(target, days):
        start = starts_at or datetime.combine(day, datetime.min.time(), UTC)
        end = ends_at or starts_at or start + timedelta(days=1)
        yield Window(connection, _utc(start) - BEFORE, _utc(end) + AFTER)


def _rows(target: Target, params: tuple[date, date, datetime]) -> list[tuple[Any, ...]]:
    if target.engine == "postgres":
        with open_warehouse(target) as warehouse:
            return warehouse.fetch(EVENTS, params) if warehouse.fetch(SERVED)[0][0] else []
    if not Path(target.location).exists():
        return []
    # To read only, so that nobody who writes has to wait for this.
    with duckdb.connect(target.location, read_only=True) as reader:
        reader.execute("set timezone = 'UTC'")
        served = reader.execute(SERVED).fetchall()[0][0]
        return reader.execute(EVENTS, params).fetchall() if served else []


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def due_requests(
    memory: Memory, connections: Mapping[str, Connection], env: Mapping[str, str], now: datetime
) -> list[JobRequest]:
    """What the connections that have an event now are due for; each counts as asked from now on.

    Raises: ConfigError when the environment gives a cadence that is none.
    """
    near = {one.connection for one in memory.windows if one.holds(now)}
    found = []
    active = {slug for slug, one in connections.items() if one.is_active}
    for slug in sorted(near & active):
        provider = PROVIDERS[connections[slug].provider]
        for operation in provider.operations:
            line = race_day_cadence(env, provider, operation)
            name = f"{operation.name} {slug}"
            since = memory.asked.get(name)
            if line and (since is None or is_due(line, since, now)):
                memory.asked[name] = now
                found.append(request_for(connections[slug], operation.name, trigger="sensor"))
    return found
