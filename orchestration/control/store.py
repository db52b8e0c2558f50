"""The control store, opened and brought to its newest schema.

SQLite beside the warehouse by default, PostgreSQL by URL. Alembic is imported only when the schema
is behind, because every command opens the store and the import costs more than the rest of it.
"""

from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from extract.kit.errors import ConfigError

HEAD = "0010"
STORE_FILE = "control.db"
BUSY_SECONDS = 30
# Byte of a SQLite file's header that tells its journal mode.
WAL_MARK_AT, WAL_MARK = 18, b"\x02"
MIGRATION_LOCK = 7_390_451
POSTGRES_SCHEMES = ("postgres", "postgresql", "postgresql+psycopg2")
FORMS = "Give sqlite:///path/to/control.db or postgresql://user@host/database."
OWN_SCHEMES = ("postgresql+psycopg", "sqlite")
# Kept open for each engine: as many as the service has threads, so that none opens one per call.
KEPT_OPEN = 8


def store_url(folder: Path) -> str:
    """The URL of the default store: one SQLite file in `folder`, beside the warehouse."""
    return f"sqlite:///{folder / STORE_FILE}"


def open_store(url: str) -> sa.Engine:
    """An engine on the store at `url`, its folder made and its schema at the newest revision.

    Raises: ConfigError when the URL is neither SQLite nor PostgreSQL, a newer syncline made the
        store, or nobody answers there.
    """
    where = _with_driver(_url(url))
    engine = sa.create_engine(
        where,
        pool_size=KEPT_OPEN,
        json_serializer=_json_text,
        json_deserializer=msgspec.json.decode,
    )
    if where.get_backend_name() == "sqlite":
        _prepare_sqlite(engine)
    try:
        with engine.connect() as connection:
            revision = _revision(connection)
    except sa.exc.OperationalError as error:
        engine.dispose()
        # The driver's own text may repeat what the URL holds.
        raise ConfigError(
            f"The control store {where.database!r} on {where.host or 'this machine'} cannot be "
            f"opened ({type(error.orig).__name__}). Nothing was done. Look whether its server "
            "runs and SYNCLINE_CONTROL_URL is right."
        ) from None
    if revision is None or revision < HEAD:
        _upgrade(engine)
    elif revision > HEAD:
        engine.dispose()
        raise ConfigError(
            f"The control store is at revision {revision}, this syncline knows {HEAD}. "
            "Install the syncline that made it, or a newer one."
        )
    return engine


def exclusive(store: sa.Engine) -> sa.Engine:
    """The store for those who change it by what they read: no other writer comes between.

    PostgreSQL has no such transactions: there a lock has to say who waits for whom.
    """
    return store.execution_options(syncline_exclusive=True)


def single_reads(store: sa.Engine) -> sa.Engine:
    """The store for reads of one statement each, which need no transaction around them.

    It has connections of its own, so that no call pays for changing what a connection is for.
    """
    reader = sa.create_engine(
        store.url, isolation_level="AUTOCOMMIT", pool_size=KEPT_OPEN, pool_reset_on_return=None
    )
    if store.dialect.name == "sqlite":
        sa.event.listen(reader, "connect", _set_pragmas)
    return reader


def _json_text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _url(text: str) -> sa.URL:
    try:
        return sa.make_url(text)
    except sa.exc.ArgumentError:
        raise ConfigError(f"SYNCLINE_CONTROL_URL is no address. {FORMS}") from None


def _with_driver(url: sa.URL) -> sa.URL:
    if url.drivername in POSTGRES_SCHEMES:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in OWN_SCHEMES:
        raise ConfigError(f"The control store cannot be {url.drivername!r}. {FORMS}")
    return url


def _prepare_sqlite(engine: sa.Engine) -> None:
    file = Path(engine.url.database or STORE_FILE)
    file.parent.mkdir(parents=True, exist_ok=True)
    sa.event.listen(engine, "connect", _set_pragmas)
    sa.event.listen(engine, "begin", _begin)
    if not _is_in_wal_mode(file):
        from filelock import FileLock

        # The first connection switches a new file, and SQLite does not let the others wait for it.
        with FileLock(f"{file}.lock"), engine.connect():
            pass


def _is_in_wal_mode(file: Path) -> bool:
    if not file.exists():
        return False
    with file.open("rb") as header:
        return header.read(WAL_MARK_AT + 1)[WAL_MARK_AT:] == WAL_MARK


def _set_pragmas(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
    # The driver's own BEGIN comes late and leaves DDL outside; `_begin` says it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"pragma busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute("pragma journal_mode = wal")
    # With WAL this level loses nothing when the process dies.
    cursor.execute("pragma synchronous = normal")
    cursor.execute("pragma foreign_keys = on")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    at_once = connection.get_execution_options().get("syncline_exclusive", False)
    connection.exec_driver_sql("begin immediate" if at_once else "begin")


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(sa.text("select version_num from alembic_version"))
    return revision


def _upgrade(engine: sa.Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with exclusive(engine).begin() as connection:
        # Two processes may open a new store at once: the second one waits, then finds it done.
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
