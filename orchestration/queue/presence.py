"""Which workers are there: each writes that it is, and takes its row away when it ends."""

import os
import secrets
import socket
from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa

from extract.kit.sync import utc_now
from orchestration.control.store import exclusive
from orchestration.queue.table import WORKERS


def worker_name() -> str:
    """A name that tells the machine and the process, and is nobody else's."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(2)}"


class Presence:
    """One worker's row."""

    def __init__(
        self, engine: sa.Engine, name: str, lanes: Sequence[str],
        now: Callable[[], datetime] = utc_now,
    ) -> None:  # fmt: skip
        self._engine = exclusive(engine)
        self._name, self._lanes, self._now = name, " ".join(lanes), now

    def begin(self) -> None:
        """Writes the row."""
        now = self._now()
        with self._engine.begin() as store:
            store.execute(
                sa.insert(WORKERS).values(
                    name=self._name, lanes=self._lanes, started_at=now, seen_at=now
                )
            )

    def show(self, job_id: str | None) -> None:
        """Writes that the worker is alive and what it is at."""
        with self._engine.begin() as store:
            store.execute(
                sa.update(WORKERS)
                .where(WORKERS.c.name == self._name)
                .values(seen_at=self._now(), job_id=job_id)
            )

    def end(self) -> None:
        """Removes the row."""
        with self._engine.begin() as store:
            store.execute(sa.delete(WORKERS).where(WORKERS.c.name == self._name))
