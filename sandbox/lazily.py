"""Lists whose rows are made when they are looked at, of which only what was edited is kept."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, overload

from sandbox.races import Record

Row = TypeVar("Row")
Other = TypeVar("Other")


class Lazy(Sequence[Row], Generic[Row]):
    """So many rows, each made by its place; a slice of them is still to be made."""

    def __init__(self, count: int, at: Callable[[int], Row]) -> None:
        self._places = range(count)
        self._at = at

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> Lazy[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | Lazy[Row]:
        """One row, or the rows of a slice."""
        if isinstance(place, slice):
            places = self._places[place]
            return Lazy(len(places), lambda one: self._at(places[one]))
        return self._at(self._places[place])

    def shown(self, show: Callable[[Row], Other]) -> Lazy[Other]:
        """The same rows as somebody else sees them."""
        return Lazy(len(self), lambda place: show(self[place]))


class Numbered:
    """Rows by number, made as `make` does; those edited stay in place, new ones come last."""

    def __init__(self, numbers: range, make: Callable[[int], Record]) -> None:
        self._numbers, self._make = numbers, make
        self._kept: dict[int, Record] = {}
        self._gone: list[int] = []
        self._added: list[int] = []

    @property
    def rows(self) -> Lazy[Record]:
        """The rows as they are now, in the order of their numbers."""
        return self.without(())

    def without(self, others: Sequence[int]) -> Lazy[Record]:
        """The rows but for those of some numbers."""
        gone = sorted({*self._gone, *(one for one in others if one in self._numbers)})
        added = [one for one in self._added if one not in others]
        first = len(self._numbers) - len(gone)

        def at(place: int) -> Record:
            return self.row(
                _number(self._numbers, gone, place) if place < first else added[place - first]
            )

        return Lazy(first + len(added), at)

    def row(self, number: int) -> Record:
        """One row. Raises: KeyError where there is none."""
        if number in self._kept:
            return self._kept[number]
        if number not in self._numbers or number in self._gone:
            raise KeyError(number)
        return self._make(number)

    def edited(self, number: int) -> Record | None:
        """A row as it was edited; None where it was not."""
        return self._kept.get(number)

    def put(self, number: int, row: Record) -> Record:
        """Keeps a row as it was edited, or a new one."""
        if number not in self._numbers and number not in self._added:
            self._added.append(number)
        self._kept[number] = row
        return row

    def drop(self, number: int) -> Record:
        """Takes a row out. Raises: KeyError where there is none."""
        row = self.row(number)
        self._kept.pop(number, None)
        if number in self._numbers:
            insort(self._gone, number)
        else:
            self._added.remove(number)
        return row


def _number(numbers: range, gone: Sequence[int], place: int) -> int:
    """The number at a place among those that are not gone."""
    number = numbers.start + place
    for one in gone:
        if one > number:
            break
        number += 1
    return number
