"""Lets one process at a time publish an event; the lock of a process that dies goes with it."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from push.kit.turn import only_one
from push.publishing.errors import PublishedElsewhere


@contextmanager
def alone(engine: sa.Engine, name: str) -> Iterator[None]:
    """The only process that works on `name` in this control store.

    Raises: PublishedElsewhere at once, when another one does.
    """
    with only_one(engine, f"publication {name}") as is_ours:
        if not is_ours:
            raise PublishedElsewhere(
                f"{name} is being published by another process right now. Nothing was sent by "
                "this one. Wait for it, then make a new plan."
            )
        yield
