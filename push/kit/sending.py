"""Sends actions in chunks so that no failure loses or doubles one."""

from collections.abc import Iterable, Mapping, Sequence

from extract.kit.errors import BadReply, ProviderError, Transient
from push.kit.identity import Known
from push.kit.job import Job
from push.kit.ledger import Entry
from push.kit.plan import Action, Plan
from push.kit.settle import settle
from push.kit.target import Record

TRIES = 4
# So many single records refused one after the other mean that the fault is not in the records.
REFUSALS_IN_A_ROW = 20


class Sender:
    """Sends the actions of one plan; `rejected` gives the provider's reason per record id."""

    def __init__(self, job: Job, plan: Plan) -> None:
        self.rejected: dict[str, str] = {}
        self._job = job
        self._plan = plan
        self._answered: set[int] = set()
        self._refusals = 0
        self._own_ids = job.ledger.provider_ids()

    def send_all(self, actions: Sequence[Action]) -> None:
        """Sends every action, chunk by chunk.

        Raises: ProviderError when the push cannot go on; the ledger then knows what became of
            each record, and the same push goes on from there.
        """
        size = self._job.target.limits.batch_size
        for start in range(0, len(actions), size):
            self._deliver(actions[start : start + size])
            self._job.progress(min(start + size, len(actions)), len(actions))

    def _deliver(self, actions: Sequence[Action]) -> None:
        pending = list(actions)
        for attempt in range(TRIES):
            entries = self._job.ledger.intend(self._plan.id, pending, self._plan.number)
            try:
                self._call(entries)
                return
            except Transient as error:
                missing = self._look_up(entries, error)
                pending = [action for action in pending if action.record_id in missing]
                if not pending:
                    return
                if attempt == TRIES - 1:
                    raise
            except ProviderError as error:
                self._job.ledger.mark(self._open(entries), "rejected", f"not sent: {error}")
                raise
            self._job.pause(2.0**attempt)

    def _call(self, entries: Sequence[Entry]) -> None:
        records = records_of(entries, self._own_ids)
        try:
            outcome = self._job.target.send(self._job.race, records)
        except BadReply as error:
            self._refused(entries, error)
            return
        self._refusals = 0
        others = {*outcome.rejected, *outcome.failed}
        taken = [entry for entry in entries if entry.record_id not in others]
        self._answered.update(entry.id for entry in taken)
        self._job.ledger.remember(outcome.made)
        self._own_ids.update(outcome.made)
        self._job.ledger.mark(taken, "sent")
        for entry in entries:
            if entry.record_id in outcome.rejected:
                self._reject(entry, outcome.rejected[entry.record_id])
        # One of which nobody knows comes first, for that has all that failed looked up.
        for failure in sorted(outcome.failed.values(), key=_is_known)[:1]:
            raise failure

    def _refused(self, entries: Sequence[Entry], error: BadReply) -> None:
        if len(entries) > 1:
            middle = len(entries) // 2
            self._call(entries[:middle])
            self._call(entries[middle:])
            return
        self._reject(entries[0], error.seen)
        self._refusals += 1
        if self._refusals == REFUSALS_IN_A_ROW:
            raise error

    def _reject(self, entry: Entry, reason: str) -> None:
        self._answered.add(entry.id)
        self._job.ledger.mark([entry], "rejected", reason)
        self.rejected[entry.record_id] = reason

    def _open(self, entries: Sequence[Entry]) -> list[Entry]:
        return [entry for entry in entries if entry.id not in self._answered]

    def _look_up(self, entries: Sequence[Entry], error: Transient) -> set[str]:
        """The records that have to be sent again, after asking the provider for all in doubt."""
        job, doubtful = self._job, self._open(entries)
        if not error.outcome_unknown:
            job.ledger.mark(doubtful, "rejected", f"not sent: {error}")
            raise error
        job.ledger.mark(doubtful, "unknown", str(error))
        ids = [entry.record_id for entry in doubtful]
        ids += [self._own_ids[one] for one in ids if one in self._own_ids]
        found = map(Known(self._own_ids).named, job.target.lookup(job.race, ids))
        held = {record.record_id: record for record in found}
        settled = settle(job.ledger, job.target, doubtful, held)
        return {entry.record_id for entry in settled.missing}


def records_of(rows: Iterable[Entry | Action], own_ids: Mapping[str, str]) -> list[Record]:
    """What is handed to the target, each with the provider's own id where that is known."""
    return [
        Record(one.record_id, one.event, one.fields, own_ids.get(one.record_id, "")) for one in rows
    ]


def _is_known(error: ProviderError) -> bool:
    """Whether it is certain that the call of this error did nothing."""
    return not (isinstance(error, Transient) and error.outcome_unknown)
