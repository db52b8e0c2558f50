"""When a connection's operations come round again, and when one of them is late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from extract.kit.connection import Connection
from extract.kit.spec import Operation
from extract.providers import PROVIDERS

# An operation that was missed this often is late.
MISSED = 2


@dataclass(frozen=True)
class Due:
    """When an operation comes round next and how far apart its turns are."""

    operation: str
    next_at: datetime
    apart: timedelta


def warm() -> bool:
    """Whether Dagster's reading of cron lines is at hand: it takes a second to import."""
    from orchestration.defs import cadences

    return bool(cadences)


def timetable(env: Mapping[str, str], connection: Connection, now: datetime) -> list[Due]:
    """The operations of a connection, the next one first; none while it is switched off.

    Raises: ConfigError when the environment gives a cadence that is none.
    """
    if not connection.is_active:
        return []
    provider = PROVIDERS[connection.provider]
    lines = [(one, _line(env, connection, one)) for one in provider.operations]
    minute = now.replace(second=0, microsecond=0)
    found = [Due(one.name, *_turns(line, minute)) for one, line in lines]
    return sorted(found, key=lambda due: due.next_at)


def is_scheduled(env: Mapping[str, str]) -> bool:
    """Whether schedules run by themselves here."""
    from orchestration.defs.cadences import is_on

    return is_on(env)


def _line(env: Mapping[str, str], connection: Connection, operation: Operation) -> str:
    from orchestration.defs.cadences import cadence

    return cadence(env, PROVIDERS[connection.provider], operation)


@lru_cache(maxsize=256)
def _turns(line: str, now: datetime) -> tuple[datetime, timedelta]:
    from dagster._utils.schedules import cron_string_iterator

    turns = cron_string_iterator(now.timestamp() + 1, line, "UTC")
    first, second = next(turns).astimezone(UTC), next(turns).astimezone(UTC)
    return first, second - first
