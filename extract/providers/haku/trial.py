"""A first look at an account: what its answers are made of, before anything is landed."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from extract.kit.answer import head_of
from extract.kit.errors import SynclineError, Where
from extract.kit.spec import Reading
from extract.providers.haku.answers import number_of, registration_of
from extract.providers.haku.assumed import Options
from extract.providers.haku.pages import DETAILS, EVENTS, REGISTRATIONS, event_id_of, numbered_page

EVENTS_TRIED = 5


class TrialEnds(SynclineError):
    """A trial has seen what it came for; nothing was landed."""


def trial_of(reading: Reading, options: Options) -> TrialEnds:
    """The field names of an event, of a short row and of a registration; never a value.

    Raises: ProviderError.
    """
    seen = "; ".join(looks(reading, options))
    return TrialEnds(
        f"haku (connection {reading.connection.slug}): a trial, nothing was landed. {seen}. "
        "Take trial out of the settings to sync."
    )


def looks(reading: Reading, options: Options) -> Iterator[str]:
    """What the first page of each list and one registration are made of."""
    path = options.paths.events
    events = numbered_page(reading, EVENTS, path, b"{}", 1).rows
    yield told(path, events)
    ids = [key for row in events if (key := event_id_of(row)) is not None]
    for event_id in ids[:EVENTS_TRIED]:
        path = options.paths.of_event(event_id)
        rows = numbered_page(reading, REGISTRATIONS, path, b"{}", 1).rows
        yield told(path, rows)
        number = next(filter(None, map(number_of, rows)), None)
        if number is not None:
            path = options.paths.of_registration(event_id, number)
            body = reading.session.get(path, entity=DETAILS)
            where = Where("haku", reading.connection.slug, DETAILS, path)
            yield told(path, [registration_of(body, where)])
            return


def told(path: str, rows: Sequence[msgspec.Raw]) -> str:
    """How many rows came and the names of all their fields, those of objects in parentheses."""
    fields = named([head_of(row, Any) for row in rows])
    return f"{path}: {len(rows)} rows" + (f" with {fields}" if fields else "")


def named(values: Sequence[object]) -> str:
    """The names of the fields that any of the values has, in the order in which they came."""
    fields: dict[str, list[object]] = {}
    for value in values:
        for name, inner in value.items() if isinstance(value, dict) else ():
            fields.setdefault(name, []).extend(inner if isinstance(inner, list) else [inner])
    return ", ".join(
        f"{name} ({inside})" if (inside := named(inner)) else name for name, inner in fields.items()
    )
