"""How opportunities are read: all of a window, what has changed, or single ones."""

from collections.abc import Iterator, Sequence

import msgspec

from extract.kit.answer import head_of
from extract.kit.errors import ConfigError
from extract.kit.spec import Page, Reading, Told
from extract.providers.current_rms.answers import Head, number_text
from extract.providers.current_rms.by_id import NOT_FOUND, by_ids, ids_on, singly, tombstone
from extract.providers.current_rms.gone import alive, tombstones, too_many
from extract.providers.current_rms.lists import Walk
from extract.providers.current_rms.questions import changed, touching
from extract.providers.current_rms.settings import window

WEBHOOK_AT = "webhook_at"


def read(reading: Reading) -> Iterator[Page]:
    """Pages of every opportunity that is to be held, or of what has changed since the cursor.

    Raises: ProviderError.
    """
    if reading.cursor is None:
        yield from whole(reading)
        return
    walk = Walk(reading, changed(reading.cursor))
    yield from walk.pages()
    yield from tombstones(reading, reading.cursor, walk.seen)


def whole(reading: Reading) -> Iterator[Page]:
    """All that touches the window, then by its id what is held and does not any more.

    So what is absent is gone, and a record that only fell out of the window is not. One that
    several questions find counts once in upstream's total.
    """
    seen: set[str] = set()
    beside = 0
    for question in touching(window(reading.connection.settings, reading.now())):
        walk = Walk(reading, question)
        yield from walk.pages()
        seen |= walk.seen
        beside += walk.unread + walk.lacking
    missing = alive(reading) - seen
    held = len(missing | seen)
    for page in by_ids(reading, sorted(missing, key=int)):
        there = set(ids_on(page))
        missing, seen = missing - there, seen | there
        yield page
    # Of very many nobody asks one by one: whoever serves them has a brake, and a person's consent.
    if not too_many(reading, len(missing), held):
        for id_ in sorted(missing, key=int):
            if (hidden := singly(reading, id_)) is not None:
                seen.add(id_)
                yield hidden
    reading.upstream_total = len(seen) + beside


def read_told(reading: Reading, told: Sequence[Told]) -> Iterator[Page]:
    """A page for each record that was told of: as it is now, or that it is gone.

    Many are asked for in one call. Each page says in its context when somebody told of it.

    Raises: ProviderError; ConfigError for what cannot be an id.
    """
    _check([one.key for one in told])
    when = {one.key: one for one in told}
    left = [one.key for one in told if one.delete_reason is None]
    pages = by_ids(reading, left) if len(left) > 1 else iter(())
    for page in pages:
        for row in page.rows:
            key = number_text((head_of(row, Head) or Head()).id) or ""
            if key in when:
                left.remove(key)
                yield _marked(Page([row], page.context, page.received_at, page.place), when[key])
    for key in left:
        yield _marked(singly(reading, key) or tombstone(reading, key, NOT_FOUND), when[key])
    for one in told:
        if one.delete_reason is not None:
            yield _marked(tombstone(reading, one.key, one.delete_reason, one.said_at), one)


def _check(keys: Sequence[str]) -> None:
    """Refuses what would be another address at the provider."""
    for key in keys:
        if not (key.isascii() and key.isdigit()):
            raise ConfigError(f"{key!r} is no id of an opportunity, which is a whole number.")


def _marked(page: Page, told: Told) -> Page:
    """The page with the moment at which it was told of, in UTC, beside what its context says."""
    if told.heard_at is None:
        return page
    context = {**msgspec.json.decode(page.context), WEBHOOK_AT: told.heard_at.isoformat()}
    return Page(page.rows, msgspec.json.encode(context), page.received_at, page.place)
