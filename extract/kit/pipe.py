"""Three stages at once, a few pages apart: read, sort, land. Memory stays flat on any list."""

from collections.abc import Callable, Iterator
from contextlib import closing

from extract.kit.destination import Lander
from extract.kit.paging import ahead
from extract.kit.records import Batch, KeyLog, Sorter, Tally, Unreadable, moment_of
from extract.kit.spec import Entity, Page

PAGES_BETWEEN = 2
SHOWN_BYTES = 2000


class Belt:
    """The sorted batches of an entity's pages, and what was counted on the way."""

    def __init__(self, pages: Iterator[Page], entity: Entity) -> None:
        self.tally = Tally()
        self.keys = KeyLog()
        self._pages = pages
        self._entity = entity

    def batches(self, progress: Callable[[int], None]) -> Iterator[Batch]:
        """Each page's readable rows as a batch; pages without any are left out."""
        sorter = Sorter(self._entity, self.tally)
        with closing(ahead(self._pages, depth=PAGES_BETWEEN)) as pages:
            for page in pages:
                batch = sorter.batch(page)
                self.keys.add(batch.key)
                self.tally.landed += len(batch)
                if batch.key:
                    yield batch
                progress(self.tally.fetched)

    def refuse(self, batch: Batch, number: int, reason: str) -> None:
        """Takes note of a row that the warehouse cannot hold."""
        payload = batch.data[number].decode("utf-8", "replace")[:SHOWN_BYTES]
        micros = batch.updated_at[number]
        stamp = None if micros is None else moment_of(micros)
        self.tally.landed -= 1
        self.tally.unreadable.append(
            Unreadable("refused", reason, payload, f"key {batch.key[number]}", stamp)
        )


def land(
    pages: Iterator[Page], entity: Entity, lander: Lander, progress: Callable[[int], None]
) -> tuple[Tally, bool]:
    """Lands all pages of one entity and commits; gives back its counts and whether keys may repeat.

    Raises: whatever the reader or the lander raised; nothing of the entity is committed then.
    """
    belt = Belt(pages, entity)
    try:
        packed = lander.packed(belt.batches(progress))
        with closing(ahead(packed, depth=PAGES_BETWEEN)) as ready:
            lander.land(ready, belt.refuse)
    finally:
        lander.close()
    return belt.tally, belt.keys.may_repeat()
