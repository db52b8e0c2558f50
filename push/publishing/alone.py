"""Lets one process at a time publish an event; the lock of a process that dies goes with it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from push.publishing.errors import PublishedElsewhere


@contextmanager
def alone(engine: sa.Engine, name: str) -> Iterator[None]:
    """The only process that works on `name` in this control store.

    Raises: PublishedElsewhere at once, when another one does.
    """
    digest = hashlib.sha256(f"syncline publication {name}".encode()).digest()
    held = _by_session if engine.dialect.name == "postgresql" else _by_file
    with held(engine, digest, name):
        yield


@contextmanager
def _by_session(engine: sa.Engine, digest: bytes, name: str) -> Iterator[None]:
    key = int.from_bytes(digest[:8], signed=True)
    # Outside any transaction, for it stays open as long as the provider takes.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(key))):
            raise _busy(name)
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(key)))


@contextmanager
def _by_file(engine: sa.Engine, digest: bytes, name: str) -> Iterator[None]:
    from filelock import FileLock, Timeout

    if engine.url.database in (None, "", ":memory:"):
        # A store in memory is this process's own.
        yield
        return
    store = Path(str(engine.url.database))
    lock = FileLock(store.with_name(f"{store.name}.{digest.hex()[:16]}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise _busy(name) from None
    try:
        yield
    finally:
        lock.release()


def _busy(name: str) -> PublishedElsewhere:
    return PublishedElsewhere(
        f"{name} is being published by another process right now. Nothing was sent by this one. "
        "Wait for it, then make a new plan."
    )
