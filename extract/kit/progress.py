"""How far the reading of an entity is, and of how many where that is known."""

from collections.abc import Callable

from extract.kit.history import History
from extract.kit.options import Progress, SyncOptions, no_progress
from extract.kit.spec import Reading


def teller(
    reading: Reading, entity: str, history: History, options: SyncOptions
) -> Callable[[int], None]:
    """What is to be called with the number of records that an entity has brought so far."""
    if options.progress is no_progress:
        return lambda _fetched: None
    before = history.fetched_whole(entity)

    def tell(fetched: int) -> None:
        total = reading.expected or reading.upstream_total
        # What changed since the last time says nothing of how much will come.
        estimate = before if total is None and reading.cursor is None else None
        known = total or estimate
        is_known = known is not None and fetched <= known
        options.progress(
            Progress(entity, fetched, known if is_known else None, is_known and total is None)
        )

    return tell
