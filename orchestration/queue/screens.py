"""What a person sees of the queue, and the same as JSON."""

from collections.abc import Sequence

from rich.table import Table

from orchestration.queue.jobs import Attempt, Job
from orchestration.screens import OUT, escaped, show_json


def show_jobs(jobs: Sequence[Job], *, as_json: bool) -> None:
    """One line per job, newest first."""
    if as_json:
        return show_json(jobs)
    if not jobs:
        return OUT.print("Nothing is queued and nothing was. Try: syncline queue add --help")
    table = Table("id", "operation", "of", "state", "attempt", "asked at", "due or ended", box=None)
    for job in jobs:
        moment = job.finished_at or job.due_at
        table.add_row(
            job.id, job.operation, escaped(job.connection or job.domain), job.state,
            str(job.attempt), f"{job.queued_at:%Y-%m-%d %H:%M:%S}", f"{moment:%H:%M:%S}",
        )  # fmt: skip
    OUT.print(table)


def show_job(job: Job, attempts: Sequence[Attempt], *, as_json: bool) -> None:
    """One job, and a line for each attempt at it."""
    if as_json:
        return show_json({"job": job, "attempts": attempts})
    of, who = escaped(job.connection or job.domain), escaped(job.requested_by or "?")
    OUT.print(f"{job.id}: {job.operation} of {of}, {job.state}")
    asked = f"{job.trigger}, priority {job.priority} in lane {job.lane}"
    OUT.print(f"  asked {job.queued_at:%Y-%m-%d %H:%M:%S} UTC by {who}")
    OUT.print(f"  {asked}; due {job.due_at:%Y-%m-%d %H:%M:%S} UTC")
    if job.error:
        OUT.print(f"  {escaped(job.error)}")
    for one in attempts:
        ended = f"{one.finished_at:%H:%M:%S}" if one.finished_at else "now"
        told = f": {escaped(one.error)}" if one.error else ""
        OUT.print(
            f"  attempt {one.attempt}, {one.started_at:%H:%M:%S} to {ended}, {one.outcome}{told}"
        )
    return None
