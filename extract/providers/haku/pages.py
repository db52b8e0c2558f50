"""One page of either list, and the walk over all of them."""

from functools import partial
from typing import Any

import msgspec

from extract.kit.answer import head_of, key_text
from extract.kit.errors import ProviderError, Where
from extract.kit.spec import Page, Reading
from extract.providers.haku.answers import number_of, rows_of
from extract.providers.haku.assumed import (
    EVENT_LISTS,
    EVENT_ORDER,
    PARTICIPANT_LISTS,
    PARTICIPANT_ORDER,
    EventHead,
    options_of,
)
from extract.providers.haku.walk import Walk

EVENTS, REGISTRATIONS, LISTINGS = "events", "registrations", "registration_listings"
DETAILS, MISSING = "registration_details", "missing_details"
ENTITIES = (EVENTS, REGISTRATIONS, LISTINGS, DETAILS, MISSING)


def numbered_page(reading: Reading, entity: str, path: str, context: bytes, number: int) -> Page:
    """One page of a list; a size that is too large may be cut down without a word.

    Raises: ProviderError.
    """
    options = options_of(reading.connection)
    names, order = (
        (EVENT_LISTS, EVENT_ORDER) if entity == EVENTS else (PARTICIPANT_LISTS, PARTICIPANT_ORDER)
    )
    params: dict[str, Any] = {"page": number, "per_page": options.per_page, **order}
    body = reading.session.get(path, params, entity=entity)
    where = Where("haku", reading.connection.slug, entity, path)
    try:
        rows = rows_of(body, names, where)
    except ProviderError as error:
        # The provider's own words may repeat what it was sent.
        error.hide(reading.session.redactor.clean)
        raise
    return Page(rows, context, reading.now(), f"{path} page {number}")


def walk(reading: Reading, entity: str, path: str, context: bytes) -> Walk:
    """A walk over one list."""
    return Walk(
        partial(numbered_page, reading, entity, path, context),
        event_id_of if entity == EVENTS else number_of,
        Where("haku", reading.connection.slug, entity, path),
        options_of(reading.connection).max_pages,
    )


def event_id_of(row: msgspec.Raw) -> str | None:
    """An event's id, None when it has none that can be read."""
    head = head_of(row, EventHead)
    return key_text(head.id) if head is not None else None
