"""Stripe's lists: newest first, page after page, through records that go while they are read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from extract.kit.answer import ASK_SUPPORT, Scalar, decoded, head_of, key_text
from extract.kit.errors import BadReply, NotFound, Where
from extract.kit.spec import Reading
from extract.providers.stripe import assumed
from extract.providers.stripe.answers import Listing, Mark

LARGEST_PAGE = 100


@dataclass(frozen=True)
class Question:
    """One list: the entity it is asked for, its path, and the filters that every page repeats."""

    entity: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict)


class Nested(msgspec.Struct):
    """A list inside a record, of which only the first few elements are there."""

    data: list[msgspec.Raw] = []
    has_more: Scalar = None
    url: Scalar = None


@dataclass(frozen=True)
class Slice:
    """The rows of one reply, and the words for where they stood."""

    rows: Sequence[msgspec.Raw]
    place: str


def walk(reading: Reading, question: Question) -> Iterator[Slice]:
    """The pages of a list.

    Where the record to go on from is gone, the list is begun anew at that record's second: what
    comes twice is deduplicated when it lands. A list that cannot be read to its end is noted.
    """
    last, bound, size = Mark(), None, page_size(reading.connection.settings)
    while True:
        try:
            listing = ask(reading, question, page(question, last.id, bound, size))
        except NotFound:
            if last.id is None:
                raise
            if last.created is None or last.created == bound:
                return reading.leave_out(f"{question.path}: records go faster than they are read")
            bound, last = last.created, Mark(created=last.created)
            continue
        yield Slice(listing.data, f"{question.path} after {last.id or 'the start'}")
        if not listing.has_more:
            return
        reached = last_mark(listing.data)
        if reached is None or reached.id == last.id:
            return reading.leave_out(f"{question.path}: says that there is more and does not go on")
        last = reached


def page(question: Question, after: Scalar, bound: Scalar, size: int) -> dict[str, Any]:
    """The parameters of one page."""
    params = {**question.params, "limit": size}
    if bound is not None:
        params["created[lte]"] = bound
    if after is not None:
        params["starting_after"] = after
    return params


def ask(reading: Reading, question: Question, params: Mapping[str, Any]) -> Listing:
    """One page; an empty one that says there is more is asked for once more.

    Raises: NotFound when the record to start after is gone.
    """
    where = Where("stripe", reading.connection.slug, question.entity, question.path)
    for _ in range(2):
        body = reading.session.get(question.path, params, entity=question.entity)
        listing: Listing = decoded(body, Listing, where)
        if listing.data or not listing.has_more:
            break
    return listing


def last_mark(rows: Sequence[msgspec.Raw]) -> Mark | None:
    """The mark of the last row that has an id; None when there is none."""
    for row in reversed(rows):
        mark: Mark | None = head_of(row, Mark)
        if mark is not None and key_text(mark.id):
            return mark
    return None


def page_size(settings: Mapping[str, Any]) -> int:
    """How many records a page is asked to hold. Raises: ValueError outside 1 to 100."""
    size = int(settings.get("batch_size", LARGEST_PAGE))
    if not 1 <= size <= LARGEST_PAGE:
        raise ValueError(f"batch_size is {size}; Stripe gives 1 to {LARGEST_PAGE} records a page")
    return size


def completed(reading: Reading, entity: str, name: str, row: msgspec.Raw) -> msgspec.Raw:
    """The record with the whole of the list that it holds under `name`.

    A record that went meanwhile stays as it came: the next read is told that it is gone.

    Raises: BadReply when the list leads to another place than Stripe's API.
    """
    fields = head_of(row, dict[str, msgspec.Raw]) or {}
    nested: Nested | None = head_of(fields[name], Nested) if name in fields else None
    if nested is None or nested.has_more is not True:
        return row
    question = nested_question(reading, entity, nested)
    rows = nested_rows(reading, question, nested.data)
    if rows is None:
        return row
    kept = {**msgspec.json.decode(fields[name], type=dict[str, msgspec.Raw])}
    kept["data"] = msgspec.Raw(msgspec.json.encode(rows))
    kept["has_more"] = msgspec.Raw(b"false")
    fields[name] = msgspec.Raw(msgspec.json.encode(kept))
    return msgspec.Raw(msgspec.json.encode(fields))


def nested_question(reading: Reading, entity: str, nested: Nested) -> Question:
    """Where the rest of a nested list stands. Raises: BadReply for an address of somebody else."""
    address = urlsplit(str(nested.url))
    if address.scheme or address.netloc or not address.path.startswith("/v1/"):
        where = Where("stripe", reading.connection.slug, entity, "a list inside a record")
        seen = "an address outside /v1/ for the rest of the list"
        raise BadReply(where, seen=seen, todo=ASK_SUPPORT)
    return Question(entity, address.path, dict(parse_qsl(address.query)))


def nested_rows(
    reading: Reading, question: Question, first: Sequence[msgspec.Raw]
) -> list[msgspec.Raw] | None:
    """All elements, begun anew when one goes while they are read; None when it does so for ever."""
    for attempt in range(assumed.NESTED_TRIES):
        rows = list(first) if attempt == 0 else []
        try:
            while True:
                last = last_mark(rows)
                after = last.id if last is not None else None
                listing = ask(reading, question, page(question, after, None, LARGEST_PAGE))
                rows += listing.data
                if not listing.has_more:
                    return rows
                if last_mark(listing.data) is None or last_mark(rows) == last:
                    reading.leave_out(f"{question.path}: does not go on after {after}")
                    return None
        except NotFound:
            continue
    return None
