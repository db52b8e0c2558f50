"""One step of a runner's story, and the order of many."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Step:
    """What happened, where, and why; `at` is in UTC, None for what waits to happen."""

    at: datetime | None
    what: str
    where: str
    reason: str
    details: dict[str, Any] = field(default_factory=dict)


def in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps by their time; those of one moment as they were given, those without one last."""
    last = datetime.max.replace(tzinfo=UTC)
    return tuple(sorted(steps, key=lambda step: step.at or last))


def utc(moment: datetime | None) -> datetime | None:
    """The moment in UTC; one without a zone is in UTC already, for that is how SQLite keeps it."""
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def without_secrets(step: Step, clean: Callable[[str], str]) -> Step:
    """The step with no secret in any of its texts: a provider may repeat what it was sent."""
    details: dict[str, Any] = _cleaned(step.details, clean)
    return replace(step, where=clean(step.where), reason=clean(step.reason), details=details)


def _cleaned(value: Any, clean: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {name: _cleaned(one, clean) for name, one in value.items()}
    if isinstance(value, list):
        return [_cleaned(one, clean) for one in value]
    return value
