"""Walkers over paged answers, several requests in flight where order allows it.

All of them hold a few pages at most: a page is asked for only when there is room for it.
"""

import queue
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from extract.kit.spec import Page

T = TypeVar("T")
_END = object()


def count(pages: Sequence[Page]) -> int:
    """How many rows the pages of one reply hold together."""
    return sum(len(page.rows) for page in pages)


def by_key(
    fetch: Callable[[int], Sequence[Page]],
    last_key: Callable[[Sequence[Page]], int | None],
    stuck: Callable[[], None],
) -> Iterator[Page]:
    """Pages of a list sorted by key, each asked for after the largest key seen.

    It ends at an empty page, never at a short one: a server that caps pages lower than asked would
    otherwise look finished after the first. An empty page right after one of the largest size seen
    is asked for once more, as it may be a fault in the middle. A page that does not move the key
    ends the walk after a call of `stuck`, for it would otherwise go on for ever.
    """
    after, largest, previous = 0, 0, 0
    while True:
        pages = fetch(after)
        if not count(pages) and previous and previous == largest:
            pages = fetch(after)
        if not count(pages):
            return
        yield from pages
        previous = count(pages)
        largest = max(largest, previous)
        reached = last_key(pages)
        if reached is None or reached <= after:
            return stuck()
        after = reached


def by_number(
    fetch: Callable[[int], Sequence[Page]], *, size: int, in_flight: int = 1, first: int = 1
) -> Iterator[Page]:
    """Numbered pages in order, `in_flight` asked for at once, up to one shorter than the largest.

    The largest page seen is the measure, for a server may cap its pages below the `size` asked. An
    empty page after one of full size is asked for once more, as it may be a fault in the middle.

    Source: for lists that do not shift much while read; what shifts comes twice and is
    deduplicated when it lands.
    """
    with ThreadPoolExecutor(in_flight, thread_name_prefix="page") as pool:
        waiting: deque[Future[Sequence[Page]]] = deque()
        number, largest = first, 0
        try:
            while True:
                while len(waiting) < in_flight:
                    waiting.append(pool.submit(fetch, number + len(waiting)))
                pages = waiting.popleft().result()
                if not count(pages) and largest >= size:
                    pages = fetch(number)
                yield from pages
                number, largest = number + 1, max(largest, count(pages))
                if not count(pages) or count(pages) < largest:
                    return
        finally:
            for future in waiting:
                future.cancel()


def in_parallel(streams: Iterable[Iterator[T]], *, workers: int, depth: int = 2) -> Generator[T]:
    """Items of several streams as they come, each stream in its own order, `workers` at a time.

    At most `depth` items wait to be taken. The first stream that fails ends them all.
    """
    todo = deque(streams)
    rooms: queue.Queue[object] = queue.Queue(maxsize=depth)
    stop = threading.Event()

    def pump() -> None:
        try:
            while (stream := _next_of(todo)) is not None:
                for item in stream:
                    if not _put(rooms, item, stop):
                        return
        except BaseException as error:
            _put(rooms, error, stop)
        finally:
            _put(rooms, _END, stop)

    threads = [threading.Thread(target=pump, daemon=True, name="stream") for _ in range(workers)]
    yield from _drained(rooms, stop, threads)


def _next_of(todo: deque[Iterator[T]]) -> Iterator[T] | None:
    try:
        return todo.popleft()
    except IndexError:
        return None


def ahead(items: Iterator[T], *, depth: int = 2) -> Generator[T]:
    """The same items, made in another thread up to `depth` before they are asked for."""
    return in_parallel([items], workers=1, depth=depth)


def _drained(
    rooms: "queue.Queue[object]", stop: threading.Event, threads: list[threading.Thread]
) -> Generator[T]:
    for thread in threads:
        thread.start()
    running = len(threads)
    try:
        while running:
            item = rooms.get()
            if item is _END:
                running -= 1
            elif isinstance(item, BaseException):
                raise item
            else:
                yield item  # type: ignore[misc]
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _put(rooms: "queue.Queue[object]", item: object, stop: threading.Event) -> bool:
    while not stop.is_set():
        try:
            rooms.put(item, timeout=0.1)
        except queue.Full:
            continue
        return True
    return False
