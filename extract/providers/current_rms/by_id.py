"""Records read by their ids, many in one call; one that is not among them is asked for singly.

A list may hide a record that is there, for its filter mode: only a 404 says that it is gone.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

import msgspec

from extract.kit.answer import decoded
from extract.kit.errors import NotFound, Where
from extract.kit.spec import Page, Reading
from extract.providers.current_rms.answers import GONE, Head, One, number_text
from extract.providers.current_rms.lists import ENTITY, PATH, Question, Walk
from extract.providers.current_rms.settings import page_size

NOT_FOUND = "not found"


def by_ids(reading: Reading, ids: Sequence[str]) -> Iterator[Page]:
    """Pages of those of the records that a list of them gives; the others are left to `singly`.

    Raises: ProviderError.
    """
    size = page_size(reading.connection.settings)
    for start in range(0, len(ids), size):
        part = ids[start : start + size]
        question = Question(
            f"{len(part)} records by id",
            [("q[id_in][]", one) for one in part],
            partial(is_among, frozenset(part)),
        )
        yield from Walk(reading, question).pages()


def is_among(ids: frozenset[str], head: Head) -> bool:
    """Whether a record is one of those, as far as its id can be read."""
    return number_text(head.id) in (None, *ids)


def singly(reading: Reading, id_: str) -> Page | None:
    """The page of one record; None where there is none any more.

    Raises: ProviderError.
    """
    path = f"{PATH}/{id_}"
    try:
        body = reading.session.get(path, entity=ENTITY)
    except NotFound:
        return None
    where = Where("current_rms", reading.connection.slug, ENTITY, path)
    one: One = decoded(body, One, where)
    return Page([one.opportunity], b"{}", reading.now(), path)


def tombstone(reading: Reading, id_: str, reason: str, at: datetime | None = None) -> Page:
    """The page that says of one record that it is gone, why, and when if that is known."""
    row = {"id": int(id_), "updated_at": at.isoformat() if at else None}
    context = msgspec.json.encode({GONE: reason})
    return Page([msgspec.Raw(msgspec.json.encode(row))], context, reading.now(), f"id {id_}")


def ids_on(page: Page) -> list[str]:
    """The ids of a page's records."""
    found = [number_text(msgspec.json.decode(row, type=Head, strict=False).id) for row in page.rows]
    return [one for one in found if one is not None]
