"""What a reader has done about syncs: each goes into the queue, or stops, in their name."""

from dataclasses import dataclass, replace
from datetime import datetime

from extract.kit.connection import Connection
from extract.kit.sync import utc_now
from extract.providers import PROVIDERS
from orchestration.dashboard.desk import View
from orchestration.dashboard.parts import Deed
from orchestration.dashboard.session import OPERATORS
from orchestration.dashboard.timetable import Due, timetable
from orchestration.queue import reading
from orchestration.queue.jobs import OUTWARD, Job
from orchestration.queue.queue import Queue
from orchestration.queue.reading import Wanted
from orchestration.queue.requests import request_for
from orchestration.queue.standing import Standing, read_standings
from orchestration.registry.changing import Registry
from orchestration.registry.directory import Listed
from orchestration.registry.switching import disable, enable
from orchestration.service.access import own_connection

SHOWN = 5


@dataclass(frozen=True)
class SyncControl:
    """Everything on the page of one connection's syncs."""

    listed: Listed
    title: str
    standings: tuple[Standing, ...]
    unfinished: tuple[Job, ...]
    newest: tuple[Job, ...]
    due: tuple[Due, ...]
    landed_at: datetime | None = None

    @property
    def pulling(self) -> Job | None:
        """The sync that waits or runs."""
        return next((one for one in self.unfinished if one.operation not in OUTWARD), None)

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever synced, from here or by a command."""
        return self.landed_at is None and not any(
            one.done_at for one in self.standings if one.operation not in OUTWARD
        )

    @property
    def why_not(self) -> str:
        """Why no sync can be started now; empty where one can."""
        if not self.listed.is_active:
            return "It is paused. Resume it first"
        if job := self.pulling:
            return f"{job.operation} {'runs' if job.state == 'running' else 'waits'} already"
        return ""

    def usual_seconds(self, operation: str) -> float | None:
        """How long that operation took the last time it was done; None before the first."""
        for job in self.newest:
            if job.operation == operation and job.state == "completed" and job.started_at:
                assert job.finished_at is not None
                return (job.finished_at - job.started_at).total_seconds()
        return None


def read_control(view: View, slug: str) -> SyncControl:
    """The facts of one connection's syncs.

    Raises: Problem where it is not the reader's.
    """
    place = view.desk.reading
    connection = own(view, slug)
    wanted = Wanted(connection=slug)
    return SyncControl(
        place.listed(slug),
        PROVIDERS[connection.provider].title,
        tuple(read_standings(place.store, slug)),
        tuple(reading.pending(place.store, wanted, limit=50)),
        tuple(reading.newest(place.store, wanted, limit=SHOWN * 4)),
        tuple(timetable(place.env, connection, utc_now())),
    )


def own(view: View, slug: str) -> Connection:
    """The connection of that slug.

    Raises: Problem where it is not the reader's.
    """
    return own_connection(view.desk.service.known.all(), slug, view.caller)


def choices(connection: Connection, *, full: bool) -> list[str]:
    """The operations that can be asked for, the full ones or those that read what has changed."""
    operations = PROVIDERS[connection.provider].operations
    if any(one.is_full for one in operations):
        return [one.name for one in operations if one.is_full == full]
    # What names its entities only discovers; the others are what a person means by a sync.
    ordered = sorted(operations, key=lambda one: bool(one.entities))
    return [one.name for one in ordered]


def sync(view: View, slug: str, operation: str, *, full: bool) -> str:
    """Queues a sync at the front; says what will happen.

    Raises: AlreadyQueued; Disabled; Problem where the connection is not the reader's.
    """
    request = request_for(own(view, slug), operation)
    options = {**request.options, "full": True} if full else request.options
    Queue(view.desk.service.place.store).put(
        replace(request, options=options, requested_by=view.caller.subject)
    )
    return f"{operation} of {slug} is in the queue, at the front."


def again(view: View, job: Job) -> Deed:
    """The same job once more, for who looks at its failure."""

    def call() -> str:
        own(view, job.connection)
        request = request_for(own(view, job.connection), job.operation)
        wish = replace(request, options=job.options, requested_by=view.caller.subject)
        Queue(view.desk.service.place.store).put(wish)
        return f"{job.operation} of {job.connection} is tried again now."

    return Deed("Try again", call, OPERATORS)


def stop(view: View, job: Job) -> Deed:
    """The end of a job that waits or runs."""

    def call() -> str:
        own(view, job.connection)
        ended = Queue(view.desk.service.place.store).cancel(job.id, view.caller.subject)
        if ended.state == "cancelled":
            return "It is stopped. Nothing was synced."
        return "It is asked to stop and ends in order. What it landed so far stays invisible."

    return Deed("Stop", call, OPERATORS)


def pause(view: View, one: Listed) -> Deed:
    """Switching a connection off and on."""
    switch, label = (disable, "Pause") if one.is_active else (enable, "Resume")

    def call() -> str:
        own(view, one.slug)
        switched = switch(
            Registry.of(view.desk.service.place, view.caller.subject), one.id or one.slug
        )
        view.desk.service.known.forget()
        if not one.is_active:
            return f"{one.slug} is synced again from now on."
        gone = f" {switched.cancelled} waiting jobs were cancelled." if switched.cancelled else ""
        return f"{one.slug} is paused: neither scheduled nor synced.{gone}"

    return Deed(label, call, ("admin",))


def progress(job: Job, usual: float | None, now: datetime) -> float | None:
    """How far a running job may be, 0 to 0.95 by how long it took last; None where nobody knows."""
    if job.started_at is None or not usual:
        return None
    return min((now - job.started_at).total_seconds() / usual, 0.95)
