"""How the six entities are read: whole, and what changed since a moment."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from extract.kit.answer import decoded
from extract.kit.errors import NotFound, PermissionDenied, Where
from extract.kit.paging import in_parallel
from extract.kit.spec import Page, Reading
from extract.providers.close.answers import MERGED, Listing, SkipTooFar
from extract.providers.close.assumed import (
    CUSTOM_FIELD_KINDS,
    FIRST_DAY,
    IN_FLIGHT,
    OVERLAP,
    UNPAGED_KINDS,
)
from extract.providers.close.events import DELETED, cursor_of, tombstones
from extract.providers.close.kinds import ACTIVITIES, CONTACT, DELETABLE, LEAD, UNSEARCHED
from extract.providers.close.lists import Walk
from extract.providers.close.search import CREATED, UPDATED, Kind, Search
from extract.providers.close.settings import FIELD_KINDS
from extract.providers.close.slices import sliced

Gone = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Source:
    """Where an entity comes from: its list, what the search calls it, how its deletions are logged.

    `unsearched` are lists beside the search of what can only be asked for by its creation.
    """

    entity: str
    path: str
    kinds: tuple[Kind, ...]
    gone: Gone
    unsearched: tuple[str, ...] = ()


LEADS = Source("leads", "/lead/", (LEAD,), (("lead", DELETED), ("lead", MERGED)))
CONTACTS = Source("contacts", "/contact/", (CONTACT,), (("contact", DELETED),))
ACTIVITY_SOURCE = Source(
    "activities",
    "/activity/",
    ACTIVITIES,
    tuple((kind, DELETED) for kind in DELETABLE),
    tuple(f"/activity/{name}/" for name in UNSEARCHED),
)
BY_UPDATE = {"_order_by": UPDATED}
OPPORTUNITIES, OPPORTUNITY_PATH = "opportunities", "/opportunity/"
OPPORTUNITIES_GONE: Gone = (("opportunity", DELETED),)


def reader(source: Source) -> Callable[[Reading], Iterator[Page]]:
    """A reader of an entity whose list takes no filter by change, and which is searched for it."""

    def read(reading: Reading) -> Iterator[Page]:
        since = cursor_of(reading)
        if since is None:
            yield from whole(reading, source)
            return
        changes = changed(reading, source, since)
        gone = tombstones(reading, source.entity, source.gone, since)
        yield from at_once(reading, [*changes, *gone])

    return read


def whole(reading: Reading, source: Source) -> Iterator[Page]:
    """Pages of the whole list, then of what moved while it was read.

    A list that `_skip` does not reach to the end is read in other ways on.
    """
    started = reading.now()
    walk = Walk(reading, source.entity, source.path)
    try:
        yield from walk.pages()
    except SkipTooFar as limit:
        yield from beyond(walk, source, limit)
    listed = len(walk.ids)
    clock = min(started, reading.session.provider_clock or started)
    yield from at_once(reading, changed(reading, source, clock - OVERLAP, walk))
    judge(walk, added=len(walk.ids) - listed)


def beyond(walk: Walk, source: Source, limit: SkipTooFar) -> Iterator[Page]:
    """Pages of a whole list that is too long: by days of creation, listed or searched."""
    if source.unsearched:
        yield from sliced(walk, limit.largest)
        return
    for kind in source.kinds:
        yield from Search(walk.reading, source.entity, kind, CREATED, walk.note).pages(FIRST_DAY)


def changed(
    reading: Reading, source: Source, since: datetime, walk: Walk | None = None
) -> list[Iterator[Page]]:
    """For each type of object the pages of what changed since a moment; `walk` takes note."""
    seen = walk.note if walk is not None else no_note
    created = {"date_created__gte": since.isoformat()}
    return [
        *(
            Search(reading, source.entity, kind, UPDATED, seen).pages(since)
            for kind in source.kinds
        ),
        *(Walk(reading, source.entity, path, created).pages() for path in source.unsearched),
    ]


def at_once(reading: Reading, streams: list[Iterator[Page]]) -> Iterator[Page]:
    """Pages of several questions, some of them asked at the same time."""
    workers = int(reading.connection.settings.get("in_flight", IN_FLIGHT))
    yield from in_parallel(streams, workers=workers)


def no_note(_row: msgspec.Raw) -> None:
    """Takes no note of a row."""


def judge(walk: Walk, *, added: int = 0) -> None:
    """Compares what came with the list's own count; what moved meanwhile has none to be held to."""
    if not walk.totals:
        return
    came, counted = len(walk.ids) + walk.nameless, min(walk.totals)
    if len(walk.totals) == 1:
        walk.reading.upstream_total = counted + added
    if came < counted:
        walk.reading.leave_out(f"{walk.entity}: {came} rows came, while Close counts {counted}")


def read_opportunities(reading: Reading) -> Iterator[Page]:
    """Pages in the order of change: all, or from the cursor on with what was deleted since."""
    walk = Walk(reading, OPPORTUNITIES, OPPORTUNITY_PATH, BY_UPDATE)
    since = cursor_of(reading)
    yield from by_update(walk, since)
    if since is None:
        judge(walk)
    else:
        gone = tombstones(reading, OPPORTUNITIES, OPPORTUNITIES_GONE, since)
        yield from at_once(reading, gone)


def by_update(walk: Walk, since: datetime | None) -> Iterator[Page]:
    """Pages of a list in the order of change; where `_skip` ends, on from the last change seen.

    Raises: SkipTooFar where that leads no further; ProviderError.
    """
    totals: set[int] | None = None
    while True:
        params: dict[str, Any] = {} if since is None else {"date_updated__gte": since.isoformat()}
        try:
            yield from walk.pages(**params)
        except SkipTooFar:
            totals = set(walk.totals) if totals is None else totals
            if not walk.is_sorted or walk.newest is None or (since and walk.newest <= since):
                raise
            since = walk.newest
        else:
            # The counts of later windows are of fewer rows.
            walk.totals = walk.totals if totals is None else totals
            return


def read_users(reading: Reading) -> Iterator[Page]:
    """Pages of the organization's users; who left is not among them."""
    yield from Walk(reading, "users", "/user/").pages()


def read_custom_fields(reading: Reading) -> Iterator[Page]:
    """Pages of the custom fields of every kind of object, shared ones last."""
    kinds = reading.connection.settings.get(FIELD_KINDS, CUSTOM_FIELD_KINDS)
    for kind in map(str, kinds):
        path = f"/custom_field/{kind}/"
        context = msgspec.json.encode({"object_kind": kind})
        walk = Walk(reading, "custom_fields", path, context=context)
        pages = partial(unpaged, walk) if kind in UNPAGED_KINDS else walk.pages
        try:
            yield from pages()
        except (PermissionDenied, NotFound) as refusal:
            reading.leave_out(
                f"custom fields of {kind} left out: {refusal.seen}; the setting custom_field_kinds "
                "names the kinds that are read"
            )


def unpaged(walk: Walk) -> Iterator[Page]:
    """The one page of a list that takes no paging parameters."""
    reading = walk.reading
    body = reading.session.get(walk.path, entity=walk.entity)
    where = Where("close", reading.connection.slug, walk.entity, walk.path)
    listing: Listing = decoded(body, Listing, where)
    if listing.data:
        yield Page(listing.data, walk.context, reading.now(), walk.path)
