"""Switching a connection off and on: what waits for one that is off is taken out of the queue."""

from dataclasses import dataclass

from orchestration.queue.queue import Queue
from orchestration.queue.reading import Wanted, newest
from orchestration.registry.changing import Edit, Registry
from orchestration.registry.entries import Entry

AT_ONCE = 1_000


@dataclass(frozen=True)
class Switched:
    """The connection as it is now, and how many waiting jobs of it were cancelled."""

    entry: Entry
    cancelled: int = 0


def enable(registry: Registry, wanted: str) -> Switched:
    """The connection, scheduled and synced from now on.

    Raises: NotThere, Elsewhere.
    """
    return Switched(registry.change(wanted, Edit(is_active=True)))


def disable(registry: Registry, wanted: str) -> Switched:
    """The connection, neither scheduled nor synced from now on; what runs goes on to its end.

    Raises: NotThere, Elsewhere.
    """
    entry = registry.change(wanted, Edit(is_active=False))
    return Switched(entry, _cancel(registry, entry.slug))


def remove(registry: Registry, wanted: str) -> Switched:
    """The connection that was removed; its landed rows and its history stay.

    Raises: NotThere, Elsewhere.
    """
    entry = registry.remove(wanted)
    return Switched(entry, _cancel(registry, entry.slug))


def _cancel(registry: Registry, slug: str) -> int:
    waiting = newest(registry.store, Wanted(connection=slug, state="queued"), limit=AT_ONCE)
    queue = Queue(registry.store)
    for job in waiting:
        queue.cancel(job.id, registry.actor)
    return len(waiting)
