"""From a target to an open warehouse: which engine, where, under which raw schema names."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

from extract.kit.errors import ConfigError
from extract.kit.records import Batch

Engine = Literal["duckdb", "postgres"]
LOADS = "loads"
QUARANTINE = "quarantine"
# The note of a load of single records: it says nothing of how far changes were read.
ONE_BY_ONE = "records read one by one"


@dataclass(frozen=True)
class Target:
    """A warehouse: its engine, and a file path (DuckDB) or a URL (PostgreSQL)."""

    engine: Engine
    location: str = field(repr=False)
    busy_seconds: float = 120.0


@dataclass(frozen=True)
class LoadStamp:
    """What every row of one load carries."""

    connection: str
    load_id: str
    deleted: bool


Refuse = Callable[[Batch, int, str], None]


class Lander(Protocol):
    """Appends batches to one raw table; they stay invisible until their load is complete."""

    def packed(self, batches: Iterator[Batch]) -> Iterator[Any]:
        """The batches as `land` takes them; made beside it, in another thread."""
        ...

    def land(self, packed: Iterator[Any], refuse: Refuse) -> None:
        """Appends all rows and makes them durable; `refuse` hears (batch, row number, reason).

        Raises: LandingError, or whatever `packed` raised; nothing is durable then.
        """

    def close(self) -> None:
        """Gives everything back."""


class Warehouse(Protocol):
    """An open warehouse; SQL takes `?` for parameters on every engine."""

    engine: Engine
    row_id: str

    @property
    def connection(self) -> Any:
        """The driver's own connection, for readers that stream."""

    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Runs one statement; gives back how many rows it touched."""

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of one query."""

    def row_in(self, query: str) -> str:
        """The condition that a row is among those whose `row_id` the query gives."""

    def transaction(self) -> AbstractContextManager[None]:
        """A context manager whose statements all count, or none."""

    def give_back_space(self) -> None:
        """Lets go of the space of rows that were deleted, as far as the engine can."""

    def count_values(self, schema: str, landed: Mapping[str, int]) -> None:
        """Gives the engine's planner figures of tables in which so many rows have landed."""
        ...

    def ensure_raw_table(self, schema: str, table: str) -> None:
        """Creates the raw table where it is missing."""

    def lander(self, schema: str, table: str, stamp: LoadStamp) -> Lander:
        """A lander into that raw table."""

    def dlt_destination(self) -> Any:
        """The same warehouse as a dlt destination."""

    def lock(self, name: str) -> Any:
        """A context manager that only one process at a time is in."""


def raw_schema(provider: str) -> str:
    """The schema of a provider's raw tables."""
    return f"raw_{provider}"


def raw_table(entity: str) -> str:
    """The raw table of an entity."""
    return f"{entity}_json"


def target_from(env: Mapping[str, str], *, engine: str | None = None) -> Target:
    """The target that the environment names: PostgreSQL when asked for, else the DuckDB file.

    Raises: ConfigError when PostgreSQL is asked for without an address, or the engine is unknown.
    """
    if engine_from(env, engine) == "postgres":
        return Target("postgres", _postgres_url(env))
    return Target("duckdb", env.get("SYNCLINE_DUCKDB_PATH", ".syncline/warehouse.duckdb"))


def engine_from(env: Mapping[str, str], engine: str | None = None) -> Engine:
    """The engine that is asked for, or that the environment names; DuckDB where none is.

    Raises: ConfigError when it is unknown.
    """
    chosen = engine or env.get("SYNCLINE_ENGINE", "duckdb")
    for known in get_args(Engine):
        if chosen == known:
            found: Engine = known
            return found
    raise ConfigError(f"SYNCLINE_ENGINE is {chosen!r}. Use 'duckdb' or 'postgres'.")


def _postgres_url(env: Mapping[str, str]) -> str:
    from urllib.parse import quote

    if url := env.get("SYNCLINE_POSTGRES_URL"):
        return url
    host = env.get("SYNCLINE_POSTGRES_HOST")
    if not host:
        raise ConfigError("No PostgreSQL address. Set SYNCLINE_POSTGRES_URL or its parts.")
    user = quote(env.get("SYNCLINE_POSTGRES_USER", "syncline"), safe="")
    word = quote(env.get("SYNCLINE_POSTGRES_PASSWORD", ""), safe="")
    port = env.get("SYNCLINE_POSTGRES_PORT", "5432")
    name = env.get("SYNCLINE_POSTGRES_DBNAME", "syncline")
    return f"postgresql://{user}:{word}@{host}:{port}/{name}"


@contextmanager
def open_warehouse(target: Target) -> Iterator[Warehouse]:
    """The warehouse, open for writing; a busy one is waited for.

    Raises: WarehouseBusy after `target.busy_seconds`.
    """
    if target.engine == "duckdb":
        from extract.kit.warehouse_duckdb import DuckDBWarehouse

        with DuckDBWarehouse.opened(Path(target.location), target.busy_seconds) as duck:
            yield duck
    else:
        from extract.kit.warehouse_postgres import PostgresWarehouse

        with PostgresWarehouse.opened(target.location, target.busy_seconds) as postgres:
            yield postgres
