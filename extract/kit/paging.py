"""Walkers over paged answers, several requests in flight where order allows it.

All of them hold a few pages at most: a page is asked for only when there is room for it.
"""

import queue
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

from extract.kit.spec import Page

T = TypeVar("T")
_END, _NOBODY_LEFT = object(), object()
# How long to wait for the next item before looking whether anybody is left to make one.
INTERRUPTED_SECONDS = 0.5
LOOK_SECONDS = 2.0


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
    fetch: Callable[[int], Sequence[Page]],
    stuck: Callable[[], None],
    *,
    size: int,
    in_flight: int = 1,
    first: int = 1,
) -> Iterator[Page]:
    """Numbered pages in order, `in_flight` asked for at once, up to one shorter than the largest.

    The largest page seen is the measure, for a server may cap its pages below the `size` asked. An
    empty page after one of full size is asked for once more, as it may be a fault in the middle.
    The same page again ends the walk after a call of `stuck`: a server that ignores the number
    would otherwise give it for ever.

    Source: for lists that do not shift much while read; what shifts comes twice and is
    deduplicated when it lands.
    """
    with ThreadPoolExecutor(in_flight, thread_name_prefix="page") as pool:
        waiting: deque[Future[Sequence[Page]]] = deque()
        number, largest, before = first, 0, None
        try:
            while True:
                while len(waiting) < in_flight:
                    waiting.append(pool.submit(fetch, number + len(waiting)))
                pages = waiting.popleft().result()
                if not count(pages) and largest >= size:
                    pages = fetch(number)
                if (seen := _ends_of(pages)) and seen == before:
                    return stuck()
                yield from pages
                number, largest, before = number + 1, max(largest, count(pages)), seen
                if not count(pages) or count(pages) < largest:
                    return
        finally:
            for future in waiting:
                future.cancel()


def _ends_of(pages: Sequence[Page]) -> tuple[int, bytes, bytes] | None:
    """How many rows there are, the first and the last: by these a page is told from the next."""
    filled = [page.rows for page in pages if page.rows]
    return (count(pages), bytes(filled[0][0]), bytes(filled[-1][-1])) if filled else None


def in_parallel(streams: Iterable[Iterator[T]], *, workers: int, depth: int = 2) -> Generator[T]:
    """Items of several streams as they come, each stream in its own order, `workers` at a time.

    At most `depth` items wait to be taken. The first stream that fails ends them all.
    """
    line = _Line(deque(streams), queue.Queue(maxsize=depth))
    threads = [
        threading.Thread(target=line.run, daemon=True, name="stream") for _ in range(workers)
    ]
    yield from _drained(line, threads)


def ahead(items: Iterator[T], *, depth: int = 2) -> Generator[T]:
    """The same items, made in another thread up to `depth` before they are asked for."""
    return in_parallel([items], workers=1, depth=depth)


class _Line(Generic[T]):
    """What the threads that read and the one that takes have in common."""

    def __init__(self, todo: deque[Iterator[T]], rooms: "queue.Queue[object]") -> None:
        self.rooms = rooms
        self.stop = threading.Event()
        self.unfinished = len(todo)
        self._todo = todo
        self._lock = threading.Lock()

    def run(self) -> None:
        """Puts the items of one stream after the other into the rooms, then an end or an error."""
        try:
            while (stream := self._next()) is not None:
                for item in stream:
                    if not self._put(item):
                        return
                with self._lock:
                    self.unfinished -= 1
        except BaseException as error:
            self._put(error)
        finally:
            self._put(_END)

    def _next(self) -> Iterator[T] | None:
        try:
            return self._todo.popleft()
        except IndexError:
            return None

    def _put(self, item: object) -> bool:
        while not self.stop.is_set():
            try:
                self.rooms.put(item, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False


def _drained(line: _Line[T], threads: list[threading.Thread]) -> Generator[T]:
    patience: float | None = None
    try:
        for thread in threads:
            thread.start()
        yield from _told(line, threads)
        _check_read(line)
    except BaseException as error:
        if not isinstance(error, Exception | GeneratorExit):
            # Whoever interrupts does not wait for an answer of the provider, nor for its retries.
            patience = INTERRUPTED_SECONDS
        raise
    finally:
        line.stop.set()
        for thread in threads:
            thread.join(patience)


def _told(line: _Line[T], threads: list[threading.Thread]) -> Generator[T]:
    """The items, until each thread has said that it is done, or none is left."""
    running = len(threads)
    while running:
        item = _taken(line, threads)
        if item is _END:
            running -= 1
        elif item is _NOBODY_LEFT:
            running = 0
        elif isinstance(item, BaseException):
            raise item
        else:
            yield item  # type: ignore[misc]


def _check_read(line: _Line[T]) -> None:
    if line.unfinished:
        raise RuntimeError(
            f"{line.unfinished} lists were not read to their end, and nobody said why: "
            "a thread that read them died. Run the same command again."
        )


def _taken(line: _Line[T], threads: list[threading.Thread]) -> object:
    """The next item, or that there is none and no thread is left that could make one."""
    while True:
        # Seen before the look into the rooms: what a thread put before it ended is found there.
        is_over = not any(thread.is_alive() for thread in threads)
        try:
            return line.rooms.get(timeout=0 if is_over else LOOK_SECONDS)
        except queue.Empty:
            # A thread may die before its first line, and its end is never said then.
            if is_over:
                return _NOBODY_LEFT
