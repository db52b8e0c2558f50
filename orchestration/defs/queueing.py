"""What schedules and sensors do: they queue jobs, and say in their tick what became of it.

They yield no run: a run exists once a worker executes it, so that what is asked for twice is one
job, a backlog costs Dagster nothing, and the queue stays the one truth of what waits.
"""

from collections.abc import Iterable

from orchestration.queue.jobs import JobRequest
from orchestration.queue.queue import Queue
from orchestration.workplace import Workplace

SHOWN = 10


def queue_all(place: Workplace, requests: Iterable[JobRequest]) -> str:
    """Queues every request; what a tick says of it."""
    new: list[str] = []
    there: list[str] = []
    for done in Queue(place.store).put_many(list(requests)):
        name = f"{done.job.operation} of {done.job.connection or done.job.domain}"
        (new if done.is_new else there).append(name)
    if not new and not there:
        return "Nothing to queue: there is no connection for it."
    return f"Queued: {_listed(new)}. Queued or running before: {_listed(there)}."


def _listed(names: list[str]) -> str:
    if not names:
        return "none"
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
