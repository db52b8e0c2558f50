"""Fresh places to land in: a new DuckDB file, or a new database of a PostgreSQL server."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg

from benchmarks.land.peer import Engine
from tests import postgres

# Stock, but for what any production server of this size is given; every write is made durable.
SERVER_SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "4GB"}


@contextmanager
def server(given_url: str | None) -> Iterator[str]:
    """The URL of the server that was given, or of one of our own."""
    if given_url:
        yield given_url
    else:
        with postgres.cluster(SERVER_SETTINGS, order=()) as url:
            yield url


@contextmanager
def fresh(engine: Engine, server_url: str, folder: Path, count: int) -> Iterator[list[str]]:
    """As many empty databases of one engine as asked for, gone afterwards."""
    if engine == "duckdb":
        files = [folder / f"bench{number}.duckdb" for number in range(count)]
        try:
            yield [str(file) for file in files]
        finally:
            for file in folder.glob("bench*"):
                file.unlink()
    else:
        with ExitStack() as stack:
            urls = [stack.enter_context(postgres.database(server_url)) for _ in range(count)]
            # What the last program left to be written must not slow this one.
            # A server that was given may not let us ask for that; then it is only less even.
            with (
                psycopg.connect(server_url, autocommit=True) as connection,
                suppress(psycopg.errors.InsufficientPrivilege),
            ):
                connection.execute("checkpoint")
            yield urls
