"""Walkers: every page, none twice, few at a time, and an end for everybody."""

import threading
from collections.abc import Callable, Iterator, Sequence

import pytest

from extract.kit import paging
from extract.kit.paging import ahead, by_key, by_number, in_parallel
from extract.kit.spec import Page
from tests.extract.lists import page


def rows(*keys: int) -> list[Page]:
    """One reply that holds a page of rows with these keys."""
    return [page(*[b"%d" % key for key in keys])]


def shown(pages: Iterator[Page]) -> list[int]:
    """The keys of all rows."""
    return [int(bytes(row)) for one in pages for row in one.rows]


def last_key(pages: Sequence[Page]) -> int | None:
    """The greatest key on the pages."""
    return max((int(bytes(row)) for one in pages for row in one.rows), default=None)


def scripted(calls: list[int], answers: Sequence[list[Page]]) -> Callable[[int], list[Page]]:
    """A fetch that notes its calls and gives the answers in turn."""
    left = iter(answers)

    def fetch(number: int) -> list[Page]:
        calls.append(number)
        return next(left, [])

    return fetch


def ignore() -> None:
    """Takes no note of a walk that is stuck."""


def test_keys_are_walked_up_to_the_empty_page() -> None:
    calls: list[int] = []

    found = shown(by_key(scripted(calls, [rows(1, 2), rows(3), []]), last_key, ignore))

    assert found == [1, 2, 3]
    assert calls == [0, 2, 3]


def test_a_short_page_is_not_the_end_of_a_keyed_list() -> None:
    found = shown(by_key(scripted([], [rows(1), rows(2, 3), rows(4), []]), last_key, ignore))

    assert found == [1, 2, 3, 4]


def test_an_empty_page_in_the_middle_is_asked_again() -> None:
    calls: list[int] = []
    answers = [rows(1, 2), [], rows(3, 4), [], []]

    found = shown(by_key(scripted(calls, answers), last_key, ignore))

    assert found == [1, 2, 3, 4]
    assert calls == [0, 2, 2, 4, 4]


def test_a_page_that_leads_nowhere_ends_the_walk_with_a_note() -> None:
    notes: list[str] = []
    answers = [rows(1, 2), rows(1, 2), rows(1, 2)]

    found = shown(by_key(scripted([], answers), last_key, lambda: notes.append("stuck")))

    assert found == [1, 2, 1, 2]
    assert notes == ["stuck"]


def test_the_last_page_is_not_asked_twice() -> None:
    calls: list[int] = []

    found = shown(by_number(scripted(calls, [rows(1, 2), rows(3)]), ignore, size=2))

    assert found == [1, 2, 3]
    assert calls == [1, 2]


def test_a_server_that_caps_its_pages_is_read_to_the_end() -> None:
    found = shown(by_number(scripted([], [rows(1, 2), rows(3, 4), rows(5)]), ignore, size=1000))

    assert found == [1, 2, 3, 4, 5]


def test_an_empty_numbered_page_in_the_middle_is_asked_again() -> None:
    calls: list[int] = []
    answers = [rows(1, 2), [], rows(3, 4), [], []]

    found = shown(by_number(scripted(calls, answers), ignore, size=2))

    assert found == [1, 2, 3, 4]
    assert calls == [1, 2, 2, 3, 3]


def test_no_page_at_all_ends_the_walk() -> None:
    calls: list[int] = []

    assert shown(by_number(scripted(calls, [[]]), ignore, size=2)) == []
    assert calls == [1]


def test_numbered_pages_come_in_order_and_several_are_in_flight() -> None:
    together = threading.Barrier(3, timeout=20)
    waits = {1: together.wait, 2: together.wait, 3: together.wait}
    answers = {1: (1, 2), 2: (3, 4), 3: (5,)}

    def fetch(number: int) -> list[Page]:
        waits.get(number, threading.active_count)()
        return rows(*answers.get(number, ()))

    assert shown(by_number(fetch, ignore, size=2, in_flight=3)) == [1, 2, 3, 4, 5]
    assert together.broken is False


def test_the_same_numbered_page_again_ends_the_walk_with_a_note() -> None:
    notes: list[str] = []

    found = shown(by_number(lambda _number: rows(1, 2), lambda: notes.append("stuck"), size=2))

    assert found == [1, 2]
    assert notes == ["stuck"]


def counting(made: list[int], last: int) -> Iterator[int]:
    """Numbers from one on, each noted when it is made."""
    for number in range(1, last + 1):
        made.append(number)
        yield number


def test_only_a_few_items_are_made_ahead() -> None:
    made: list[int] = []
    items = ahead(counting(made, 100), depth=2)

    first = next(items)
    items.close()

    assert first == 1
    assert len(made) <= 5


def test_every_stream_is_read_in_its_own_order() -> None:
    found = list(in_parallel([iter([1, 3, 5]), iter([2, 4, 6]), iter([])], workers=2))

    assert sorted(found) == [1, 2, 3, 4, 5, 6]
    assert [n for n in found if n % 2] == [1, 3, 5]
    assert [n for n in found if not n % 2] == [2, 4, 6]


def failing() -> Iterator[int]:
    """One number and then an error."""
    yield 1
    raise ConnectionError("gone")


def test_an_error_in_one_stream_ends_them_all() -> None:
    before = threading.active_count()
    endless: list[int] = []

    with pytest.raises(ConnectionError, match="gone"):
        list(in_parallel([failing(), counting(endless, 10_000_000)], workers=2))

    assert threading.active_count() == before
    assert len(endless) < 10_000_000


def test_a_reader_that_stops_early_leaves_no_thread() -> None:
    before = threading.active_count()
    items = in_parallel([counting([], 100), counting([], 100)], workers=2)

    next(items)
    items.close()

    assert threading.active_count() == before


def test_a_thread_that_dies_before_its_first_line_stops_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first_dies = iter([True, False])
    run = threading.Thread.run
    monkeypatch.setattr(threading.Thread, "run", lambda one: next(first_dies) or run(one))
    monkeypatch.setattr(paging, "LOOK_SECONDS", 0.01)

    assert sorted(in_parallel([iter([1, 2]), iter([3])], workers=2)) == [1, 2, 3]


def test_a_list_that_nobody_reads_to_its_end_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading.Thread, "run", lambda _one: None)
    monkeypatch.setattr(paging, "LOOK_SECONDS", 0.01)

    with pytest.raises(RuntimeError, match="1 lists were not read to their end"):
        list(ahead(iter([1])))
