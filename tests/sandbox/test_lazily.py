"""Rows of a crowd are made when they are looked at, and only then; edits stay."""

import pytest

from sandbox.lazily import Lazy, Numbered
from sandbox.races import Record


def people(made: list[int]) -> Numbered:
    """Five people from number ten on; `made` hears whom somebody looked at."""

    def make(number: int) -> Record:
        made.append(number)
        return {"n": number}

    return Numbered(range(10, 15), make)


def numbers(listed: Lazy[Record]) -> list[int]:
    """The numbers of rows."""
    return [one["n"] for one in listed]


def test_a_slice_of_a_slice_makes_only_what_is_looked_at() -> None:
    made: list[int] = []

    page = people(made).rows[:4][1:3]

    assert (len(page), made) == (2, [])
    assert (numbers(page), made) == ([11, 12], [11, 12])


def test_rows_may_be_read_backwards_and_as_somebody_else_sees_them() -> None:
    listed = people([]).rows[::-1].shown(lambda one: one["n"] * 2)

    assert list(listed[:2]) == [28, 26]


def test_edits_stay_in_place_and_who_is_new_comes_last() -> None:
    some = people([])
    some.put(12, {"n": 120})
    some.put(99, {"n": 99})
    some.drop(10)
    some.drop(13)

    assert numbers(some.rows) == [11, 120, 14, 99]
    assert numbers(some.without([11, 99])) == [120, 14]
    assert some.row(12) == {"n": 120}


def test_who_is_gone_is_not_found() -> None:
    some = people([])
    some.put(99, {"n": 99})
    some.drop(99)
    some.drop(11)

    found = numbers(some.rows)

    assert found == [10, 12, 13, 14]
    with pytest.raises(KeyError):
        some.row(11)
    with pytest.raises(KeyError):
        some.drop(99)


def test_a_place_past_the_end_is_none() -> None:
    with pytest.raises(IndexError):
        _ = people([]).rows[5]
