"""A list that is longer than `_skip` reaches, cut into windows of the day of creation."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from extract.kit.errors import BadReply
from extract.kit.spec import Page
from extract.providers.close.answers import SkipTooFar
from extract.providers.close.assumed import FIRST_DAY, FURTHEST_AHEAD
from extract.providers.close.lists import Walk

Slice = tuple[datetime | None, datetime | None]
SHORTEST_SECONDS = 1.0


def sliced(walk: Walk, largest: int | None) -> Iterator[Page]:
    """Pages of the whole list, read in windows that are halved until `_skip` reaches their end.

    `largest` is the last `_skip` that works, if the server told it: where a row stands there, the
    window is halved without reading it.

    Raises: SkipTooFar for rows older or newer than any window; ProviderError.
    """
    ahead = walk.reading.now() + FURTHEST_AHEAD
    todo: list[Slice] = [(ahead, None), (FIRST_DAY, ahead), (None, FIRST_DAY)]
    while todo:
        part = todo.pop()
        if largest is not None and reaches(walk, part, largest):
            todo += halves(walk, part)
            continue
        try:
            yield from walk.pages(**filters(part))
        except SkipTooFar as limit:
            largest = limit.largest
            todo += halves(walk, part)


def reaches(walk: Walk, part: Slice, row: int) -> bool:
    """Whether a window has a row of this number or more."""
    return walk.has_row(row, **filters(part))


def halves(walk: Walk, part: Slice) -> list[Slice]:
    """The two halves of a window, the earlier one last; none of one that is too short, with a note.

    Raises: BadReply for a window without end.
    """
    start, end = part
    if start is None or end is None:
        raise BadReply(
            walk.where,
            seen=f"more rows than `_skip` reaches outside {FIRST_DAY:%Y} and the next ten years",
            todo="Look at the dates of creation in the account; `assumed` holds these bounds.",
        )
    if (end - start).total_seconds() <= SHORTEST_SECONDS:
        walk.reading.leave_out(
            f"{walk.entity}: more rows than can be read were created at "
            f"{start:%Y-%m-%d %H:%M:%S} UTC"
        )
        return []
    middle = start + (end - start) / 2
    return [(middle, end), (start, middle)]


def filters(part: Slice) -> dict[str, Any]:
    """A window as the list takes it."""
    names = ("date_created__gte", "date_created__lt")
    return {
        name: bound.isoformat()
        for name, bound in zip(names, part, strict=True)
        if bound is not None
    }
