"""The fallback without the provider's API: a file for its own import."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TextIO

from push.kit.job import Job
from push.kit.planning import Draft, draft_plan
from push.kit.target import Record


def export(job: Job, file: TextIO) -> int:
    """Writes whom a push would send as the file that the provider imports; gives their number.

    Each row is whole, because an import cannot leave a column out: where the scoring side corrected
    a value the row has the corrected one. Nobody who is withdrawn, frozen or held back is in it.
    What was imported counts as sent once it is read back.
    """
    records = list(_records(draft_plan(job)))
    job.target.export_csv(job.race, records, file)
    return len(records)


def _records(draft: Draft) -> Iterator[Record]:
    kept: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for one in draft.kept:
        if one.field in draft.held[one.record_id].fields:
            kept[one.record_id][one.field] = one.provider
    for record_id, action in sorted(draft.actions.items()):
        _, wanted = draft.people.wanted[record_id]
        yield Record(record_id, action.event, {**wanted, **kept[record_id]})
