"""One push of a race, or publication of an event, at a time over all that share a control store.

The turn is a file lock beside a SQLite store and an advisory lock on PostgreSQL: both are given
back by the system when the process that has it is killed.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock, Timeout

from push.kit.errors import PushBusy
from push.kit.ledger import Ledger

IN_MEMORY = ("", ":memory:")
# Making a plan has the turn for a moment only, which a push may wait for.
TRIES, PAUSE_SECONDS = 10, 0.1


@contextmanager
def turn(ledger: Ledger) -> Iterator[None]:
    """Has the turn at the ledger's race until the block ends.

    Raises: PushBusy when another push of that race has it.
    """
    for attempt in range(TRIES):
        with own_turn(ledger) as is_ours:
            if is_ours:
                yield
                return
        if attempt < TRIES - 1:
            time.sleep(PAUSE_SECONDS)
    raise PushBusy(
        f"{ledger.connection}, race {ledger.race}: another push of this race is going on. "
        "Nothing was sent. Wait until it has ended, then make a new plan."
    )


@contextmanager
def own_turn(ledger: Ledger) -> Iterator[bool]:
    """Whether the turn at the ledger's race is ours until the block ends."""
    with only_one(ledger.engine, f"push {ledger.connection}\n{ledger.race}") as is_ours:
        yield is_ours


@contextmanager
def only_one(engine: sa.Engine, work: str) -> Iterator[bool]:
    """Whether this block, until it ends, is the only one over this store that does `work`."""
    digest = hashlib.sha256(work.encode()).digest()
    if engine.dialect.name == "postgresql":
        taking = _by_server(engine, int.from_bytes(digest[:8], signed=True))
    else:
        taking = _by_file(engine.url.database, digest.hex()[:16])
    with taking as is_ours:
        yield is_ours


@contextmanager
def _by_server(engine: sa.Engine, key: int) -> Iterator[bool]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        is_ours = bool(connection.scalar(sa.select(sa.func.pg_try_advisory_lock(key))))
        try:
            yield is_ours
        finally:
            if is_ours:
                connection.scalar(sa.select(sa.func.pg_advisory_unlock(key)))


@contextmanager
def _by_file(database: str | None, name: str) -> Iterator[bool]:
    if database is None or database in IN_MEMORY:
        # Nobody else can open it.
        yield True
        return
    # One file under two names is one store.
    lock = FileLock(f"{Path(database).resolve()}.{name}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
