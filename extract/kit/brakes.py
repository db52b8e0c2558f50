"""How far a full load may fall short before it is served only with consent, per entity.

A connection's setting `brakes` holds `shrink_pct` and `total_pct` (numbers from 0 to 100), `empty`
(whether no row at all is fine), and under `entities` the same for single entities. The load writes
the limits beside its counts; whoever moves the served views reads them there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.kit.connection import Connection
from extract.kit.errors import ConfigError

ENTITIES = "entities"
LIMITS = ("shrink_pct", "total_pct")
EMPTY = "empty"
NAMES = (*LIMITS, EMPTY)
SHRINK_LIMIT_PCT = 20.0


@dataclass(frozen=True)
class Brakes:
    """The limits of one entity in percent; None where the connection sets none."""

    shrink_limit_pct: float | None = None
    total_limit_pct: float | None = None
    empty_allowed: bool = False

    def stops(self, rows: int, before: int) -> bool:
        """Whether a list that had `before` rows may not come with so few of them by itself.

        For lists that are read in parts, of which a reader must know whether absence means gone.
        """
        if not rows:
            return before > 0 and not self.empty_allowed
        limit = SHRINK_LIMIT_PCT if self.shrink_limit_pct is None else self.shrink_limit_pct
        return rows < before * (100 - limit) / 100


RELEASED = Brakes(shrink_limit_pct=100.0, total_limit_pct=100.0, empty_allowed=True)


def brakes_of(connection: Connection, entities: Sequence[str]) -> dict[str, Brakes]:
    """The brakes of each of the provider's entities: its own settings before the connection's.

    Raises: ConfigError for a name or a value that is not allowed.
    """
    known = (*NAMES, ENTITIES)
    settings = _table(connection, connection.settings.get("brakes", {}), "brakes", known)
    own = _table(connection, settings.get(ENTITIES, {}), f"brakes.{ENTITIES}", entities)
    general = {name: value for name, value in settings.items() if name != ENTITIES}
    _check(connection, general, "brakes")
    for entity, limits in own.items():
        place = f"brakes.{ENTITIES}.{entity}"
        _check(connection, _table(connection, limits, place, NAMES), place)
    return {entity: _brakes({**general, **own.get(entity, {})}) for entity in entities}


def _brakes(settings: Mapping[str, Any]) -> Brakes:
    shrink, total = (settings.get(name) for name in LIMITS)
    return Brakes(
        None if shrink is None else float(shrink),
        None if total is None else float(total),
        settings.get(EMPTY, False),
    )


def _table(
    connection: Connection, value: Any, place: str, known: Sequence[str]
) -> Mapping[str, Any]:
    """The value as a table in which every name is known."""
    if not isinstance(value, Mapping):
        raise _wrong(connection, place, value, f"a table with any of {', '.join(known)}")
    for name, one in value.items():
        if name not in known:
            allowed = f"only {', '.join(known)} under {place}"
            raise _wrong(connection, f"{place}.{name}", one, allowed)
    return value


def _check(connection: Connection, limits: Mapping[str, Any], place: str) -> None:
    """Refuses what is no limit."""
    for name, value in limits.items():
        if name == EMPTY and not isinstance(value, bool):
            raise _wrong(connection, f"{place}.{name}", value, "true or false")
        if name in LIMITS and not _is_percentage(value):
            raise _wrong(connection, f"{place}.{name}", value, "a number from 0 to 100")


def _is_percentage(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100


def _wrong(connection: Connection, place: str, value: Any, allowed: str) -> ConfigError:
    return ConfigError(
        f"{connection.provider} (connection {connection.slug}): the setting {place} is {value!r}. "
        f"Use {allowed}."
    )
