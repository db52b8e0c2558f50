"""Sends the rows of a publication so that no failure loses or doubles one, nor tells anyone twice.

A row with which a runner may be told goes out in one call with notices on. Whatever becomes of that
call short of an answer, the row is looked up, and where it is missing sent again with notices off.
"""

from collections.abc import Callable, Mapping, Sequence

from extract.kit.errors import BadReply, ProviderError, Transient
from push.publishing.job import Job
from push.publishing.ledger import Entry
from push.publishing.plan import Row
from push.publishing.publisher import Call, Place
from push.publishing.rehearsal import batches
from push.publishing.settling import read_back, settle

TRIES = 4
# So many single rows refused one after the other mean that the fault is not in the rows.
REFUSALS_IN_A_ROW = 20
Making = Callable[[Place, str, Sequence[Row]], Call]


class Sender:
    """Sends rows to one result set; `entries` are the rows of the record, by record id."""

    def __init__(self, job: Job, set_id: str, entries: Mapping[str, Entry]) -> None:
        self.rejected: dict[str, str] = {}
        self.total = 0
        self._done = 0
        self._job = job
        self._set_id = set_id
        self._entries = entries
        self._answered: set[str] = set()
        self._refusals = 0

    def send(self, rows: Sequence[Row]) -> None:
        """Adds and changes results without telling anybody.

        Raises: ProviderError when it cannot go on; the record then knows what became of each row.
        """
        for batch in batches(self._job, rows):
            self._deliver(batch, self._job.publisher.send)
            self._tell(batch)

    def retract(self, rows: Sequence[Row]) -> None:
        """Takes results back. Raises: ProviderError as `send` does."""
        for batch in batches(self._job, rows):
            self._deliver(batch, self._job.publisher.retract)
            self._tell(batch)

    def _tell(self, rows: Sequence[Row]) -> None:
        self._done = min(self._done + len(rows), self.total)
        self._job.progress(self._done, self.total)

    def announce(self, rows: Sequence[Row]) -> list[Row]:
        """Sends rows in one call each batch while notices are on; gives those not answered for.

        Raises: ProviderError when a call certainly did nothing; its claims are given back.
        """
        doubtful: list[Row] = []
        for batch in batches(self._job, rows):
            entries = self._entries_of(batch)
            self._job.ledger.mark_telling(entries, "intended", "claimed")
            try:
                self._job.publisher.run(
                    self._job.publisher.send(self._job.place, self._set_id, batch)
                )
            except ProviderError as error:
                self._doubt(entries, error)
                doubtful += batch
            else:
                self._job.ledger.mark_telling(entries, "sent", "told")
            self._tell(batch)
        return doubtful

    def follow_up(self, rows: Sequence[Row]) -> None:
        """Looks up rows without an answer, and sends those that are missing; notices are off."""
        if rows:
            self.send(self._missing(rows))

    def _doubt(self, entries: Sequence[Entry], error: ProviderError) -> None:
        is_unknown = isinstance(error, BadReply) or (
            isinstance(error, Transient) and error.outcome_unknown
        )
        if not is_unknown:
            self._job.ledger.mark(entries, "rejected", f"not sent: {error}")
            self._job.ledger.note(entries, None)
            raise error
        self._job.ledger.mark_telling(entries, "unknown", "unclear")

    def _entries_of(self, rows: Sequence[Row]) -> list[Entry]:
        return [self._entries[row.record_id] for row in rows]

    def _deliver(self, rows: Sequence[Row], making: Making) -> None:
        pending = rows
        for attempt in range(TRIES):
            self._answered.clear()
            self._job.ledger.mark(self._entries_of(pending), "intended")
            try:
                self._call(pending, making)
                return
            except Transient as error:
                pending = self._after(pending, error)
                if not pending:
                    return
                if attempt == TRIES - 1:
                    raise
            except ProviderError as error:
                entries = self._entries_of(self._open(pending))
                self._job.ledger.mark(entries, "rejected", f"not sent: {error}")
                raise
            self._job.pause(2.0**attempt)

    def _call(self, rows: Sequence[Row], making: Making) -> None:
        try:
            self._job.publisher.run(making(self._job.place, self._set_id, rows))
        except BadReply as error:
            self._refused(rows, making, error)
            return
        self._refusals = 0
        self._answered.update(row.record_id for row in rows)
        self._job.ledger.mark(self._entries_of(rows), "sent")

    def _refused(self, rows: Sequence[Row], making: Making, error: BadReply) -> None:
        if len(rows) > 1:
            middle = len(rows) // 2
            self._call(rows[:middle], making)
            self._call(rows[middle:], making)
            return
        self._job.ledger.mark(self._entries_of(rows), "rejected", error.seen)
        self.rejected[rows[0].record_id] = error.seen
        self._answered.add(rows[0].record_id)
        self._refusals += 1
        if self._refusals == REFUSALS_IN_A_ROW:
            raise error

    def _open(self, rows: Sequence[Row]) -> list[Row]:
        return [row for row in rows if row.record_id not in self._answered]

    def _after(self, rows: Sequence[Row], error: Transient) -> list[Row]:
        """The rows that have to be sent again after a call without an answer."""
        doubtful = self._open(rows)
        if not error.outcome_unknown:
            entries = self._entries_of(doubtful)
            self._job.ledger.mark(entries, "rejected", f"not sent: {error}")
            raise error
        self._job.ledger.mark(self._entries_of(doubtful), "unknown", str(error))
        return self._missing(doubtful)

    def _missing(self, rows: Sequence[Row]) -> list[Row]:
        held, _ = read_back(self._job, self._set_id)
        missing = settle(self._job, self._entries_of(rows), held)
        ids = {entry.record_id for entry in missing}
        return [row for row in rows if row.record_id in ids]
