"""A feed that makes its rows page by page, so that it may stand for millions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from sandbox.crowd import Crowd
from sandbox.population import CLOSED, FIRST_ID
from sandbox.runsignup.store import Feed, Kept, Store


class CrowdRows(Sequence[Kept]):
    """The rows of some events in the order of their registration ids, each made when looked at."""

    def __init__(self, crowd: Crowd, numbers: Sequence[range]) -> None:
        self._crowd = crowd
        self._spans = [span for span in numbers if span]

    def __len__(self) -> int:
        return sum(map(len, self._spans))

    @overload
    def __getitem__(self, place: int) -> Kept: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Kept]: ...

    def __getitem__(self, place: int | slice) -> Kept | Sequence[Kept]:
        """One row, or the rows of a slice, still to be made where they follow one another."""
        if isinstance(place, slice):
            places = range(*place.indices(len(self)))
            if places.step == 1:
                return CrowdRows(self._crowd, self._cut(places))
            return [self[one] for one in places]
        place = range(len(self))[place]
        for span in self._spans:
            if place < len(span):
                return made(self._crowd, span[place])
            place -= len(span)
        raise IndexError(place)

    def _cut(self, places: range) -> list[range]:
        cut, before = [], 0
        for span in self._spans:
            first, last = places.start - before, places.stop - before
            cut.append(span[max(first, 0) : max(last, 0)])
            before += len(span)
        return cut


def made(crowd: Crowd, number: int) -> Kept:
    """One row of the crowd."""
    row = crowd.row(number)
    return Kept(row["event_id"], row["registration_id"], row)


class CrowdFeed(Feed):
    """The participants of a crowd; only what was edited is kept, and the events it is in."""

    def __init__(self, crowd: Crowd) -> None:
        super().__init__(())
        self._crowd = crowd
        self._gone: set[int] = set()

    def of(self, events: frozenset[int]) -> Sequence[Kept]:
        """The rows of these events in the order of their registration ids."""
        spans = sorted((self._crowd.span(event) for event in events), key=lambda one: one.start)
        rows = CrowdRows(self._crowd, spans)
        edited = [kept for kept in self._rows if kept.event_id in events]
        touched = any(number in span for number in self._gone for span in spans)
        if not edited and not touched:
            return rows
        untouched = [kept for kept in rows if kept.sort_id - FIRST_ID not in self._gone]
        return sorted([*untouched, *edited], key=lambda kept: kept.sort_id)

    def find(self, registration_id: int) -> Kept:
        """The row with this id. Raises: KeyError where there is none."""
        number = registration_id - FIRST_ID
        if 0 <= number < self._crowd.people and number not in self._gone:
            return made(self._crowd, number)
        return super().find(registration_id)

    def drop(self, kept: Kept) -> None:
        """Take a row out."""
        self._gone.add(kept.sort_id - FIRST_ID)
        super().drop(kept)

    def newest(self) -> tuple[int, int]:
        """The greatest registration id and the greatest stamp."""
        last, stamp = super().newest()
        return max(last, FIRST_ID + self._crowd.people - 1), max(stamp, CLOSED)


def crowd_store(crowd: Crowd) -> Store:
    """A store of the crowd's races and registrations, none of which is removed yet."""
    store = Store(crowd.empty())
    store.live = CrowdFeed(crowd)
    return store
