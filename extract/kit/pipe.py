"""Three stages at once, a few pages apart: read, sort, land. Memory stays flat on any list."""

import queue
import threading
from collections.abc import Callable, Iterator

from extract.kit.destination import Lander
from extract.kit.paging import ahead
from extract.kit.records import Batch, KeyLog, Sorter, Tally, Unreadable, moment_of
from extract.kit.spec import Entity, Page

PAGES_BETWEEN = 2
_END = object()


class Writer:
    """Runs a lander in a thread of its own; what fails there is raised here."""

    def __init__(self, lander: Lander, tally: Tally) -> None:
        self._lander = lander
        self._tally = tally
        self._rooms: queue.Queue[object] = queue.Queue(maxsize=PAGES_BETWEEN)
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True, name="land")
        self._thread.start()

    def put(self, batch: Batch) -> None:
        """Hands over a batch; waits while the writer is behind."""
        if self._failure is not None:
            raise self._failure
        self._rooms.put(batch)

    def finish(self) -> None:
        """Waits for the last batch and commits."""
        self._stop()
        if self._failure is not None:
            raise self._failure
        self._lander.commit()

    def abandon(self) -> None:
        """Stops without committing."""
        self._stop()

    def _stop(self) -> None:
        if self._thread.is_alive():
            self._rooms.put(_END)
            self._thread.join()

    def _run(self) -> None:
        while (item := self._rooms.get()) is not _END:
            if self._failure is None and isinstance(item, Batch):
                try:
                    self._write(item)
                except BaseException as error:
                    self._failure = error

    def _write(self, batch: Batch) -> None:
        refused = self._lander.append(batch)
        self._tally.landed += len(batch) - len(refused)
        for number, reason in refused:
            payload = batch.data[number].decode("utf-8", "replace")[:2000]
            place = f"key {batch.key[number]}"
            micros = batch.updated_at[number]
            stamp = None if micros is None else moment_of(micros)
            self._tally.unreadable.append(Unreadable("refused", reason, payload, place, stamp))


def land(
    pages: Iterator[Page], entity: Entity, lander: Lander, progress: Callable[[str, int], None]
) -> tuple[Tally, bool]:
    """Lands all pages of one entity and commits; gives back its counts and whether keys may repeat.

    Raises: whatever the reader or the lander raised; nothing of the entity is committed then.
    """
    tally = Tally()
    sorter = Sorter(entity, tally)
    keys = KeyLog()
    writer = Writer(lander, tally)
    try:
        for page in ahead(pages, depth=PAGES_BETWEEN):
            batch = sorter.batch(page)
            keys.add(batch.key)
            if batch.key:
                writer.put(batch)
            progress(entity.name, tally.fetched)
        writer.finish()
    except BaseException:
        writer.abandon()
        raise
    finally:
        lander.close()
    return tally, keys.may_repeat()
