"""A query as an entity: its rows page by page, their keys and stamps."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial, reduce
from typing import Any, cast
from zoneinfo import ZoneInfo

import msgspec

from extract.kit.answer import Scalar, key_text
from extract.kit.connection import Connection
from extract.kit.errors import ProviderError
from extract.kit.records import joined_key
from extract.kit.spec import Entity, Identity, Page, Reading
from extract.providers.graphql.answers import Answer, answer_of
from extract.providers.graphql.assumed import FIRST_MILLISECONDS, LONG_AGO
from extract.providers.graphql.columns import Described, describe
from extract.providers.graphql.documents import Path
from extract.providers.graphql.introspection import read_schema
from extract.providers.graphql.queries import Query, queries_of
from extract.providers.graphql.session import GraphQLSession
from extract.providers.graphql.walking import pages

RECORDS, COLUMNS = "records", "columns"
CHANGED = (
    "the query was changed since everything was last read: what has not changed upstream is as the "
    "old one asked for it; read all with --full"
)


class ColumnHead(msgspec.Struct):
    """What tells an inferred column from others."""

    query: str
    column: str


def identify_column(head: ColumnHead, _context: dict[str, Any]) -> Identity:
    """A column is its query and its name."""
    return Identity(joined_key((head.query, head.column)))


def entities(connection: Connection) -> tuple[Entity, ...]:
    """An entity for each of the connection's queries, and one for what their columns are.

    Raises: ConfigError for a query that cannot be used.
    """
    queries = queries_of(connection)
    zone = ZoneInfo(str(connection.settings.get("timezone", "UTC")))
    return (
        *(entity_of(query, zone) for query in queries),
        Entity(COLUMNS, ColumnHead, identify_column, columns_reader(queries), is_described=True),
    )


def entity_of(query: Query, zone: ZoneInfo) -> Entity:
    """The entity of one query; times without a zone are in `zone`."""
    paths = (*query.key, *([query.updated_at] if query.updated_at else ()))
    names = head_names(paths)
    return Entity(
        query.name,
        head_struct(paths),
        partial(identify, tuple(names[path] for path in query.key),
                names.get(query.updated_at, ()), zone),
        reader(query),
        follows_changes=bool(query.updated_at),
        shares=RECORDS,
    )  # fmt: skip


def head_names(paths: tuple[Path, ...]) -> dict[Path, Path]:
    """The attributes by which a head is followed: names in an answer may be words of Python."""
    return {path: tuple(f"at_{step}" for step in path) for path in paths}


def head_struct(paths: tuple[Path, ...]) -> Any:
    """A struct of just the fields on those paths."""
    inner: dict[str, list[Path]] = {}
    for path in paths:
        inner.setdefault(path[0], []).append(path[1:])
    fields = [
        (f"at_{name}", (head_struct(tuple(rest)) | None) if all(rest) else Scalar, None)
        for name, rest in inner.items()
    ]
    return msgspec.defstruct("Head", fields, rename={f"at_{name}": name for name in inner})


def identify(
    keys: tuple[Path, ...], stamp: Path, zone: ZoneInfo, head: Any, _context: dict[str, Any]
) -> Identity:
    """A row is what stands at its keys' paths; where it is dated, in UTC."""
    texts = [key_text(value_at(head, path)) for path in keys]
    return Identity(joined_key(texts), moment(value_at(head, stamp), zone) if stamp else None)


def value_at(head: Any, path: Path) -> Any:
    """The value at a path of attributes; None where something above it is null."""
    return reduce(lambda value, name: getattr(value, name, None), path, head)


def moment(value: Scalar, zone: ZoneInfo) -> datetime | None:
    """The instant in UTC that ISO 8601 text or a number since 1970 means; None for others."""
    try:
        if isinstance(value, str):
            parsed = datetime.fromisoformat(value)
            return (parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)).astimezone(UTC)
        if isinstance(value, bool) or value is None:
            return None
        seconds = value / 1000 if value >= FIRST_MILLISECONDS else value
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def reader(query: Query) -> Callable[[Reading], Iterator[Page]]:
    """A reader of the query's pages."""

    def read(reading: Reading) -> Iterator[Page]:
        session = cast(GraphQLSession, reading.session)
        where = session.where(query.name)
        context = msgspec.json.encode(context_of(query))
        if reading.cursor is not None and is_another(query, reading.context_before()):
            reading.remarks.append(CHANGED)
        skipped = 0
        for number, answer in enumerate(pages(query, asker(query, reading), where), start=1):
            skipped += answer.skipped
            if reading.cursor is None and reading.upstream_total is None:
                reading.upstream_total = answer.total
            yield Page(answer.rows, context, reading.now(), f"page {number}")
        if skipped:
            # What was left out is not gone: the load must not take it away.
            reading.leave_out(f"{skipped} rows came with errors and were left out")

    return read


def context_of(query: Query) -> dict[str, str]:
    """What its rows are marked with: its name and, of one that is asked for changes, its text.

    Elsewhere every load reads all, and a mark would make each row differ when only blanks do.
    """
    named = {"query": query.name}
    return {**named, "asked": query.fingerprint} if query.updated_at else named


def is_another(query: Query, before: dict[str, Any] | None) -> bool:
    """Whether the rows that the newest complete read brought were asked for otherwise."""
    return before is not None and before.get("asked") not in (None, query.fingerprint)


def asker(query: Query, reading: Reading) -> Callable[[dict[str, Any]], Answer]:
    """Asks for one page: the constants of the settings, under the watermark and the paging."""
    session = cast(GraphQLSession, reading.session)
    settings, document = query.settings, query.document
    constants = {
        name: value for name, value in settings.variables.items() if name in document.variables
    }
    since = {}
    if name := settings.since_variable:
        start = constants.get(name, LONG_AGO)
        since = {name: reading.cursor.isoformat() if reading.cursor else start}
    named = {"operationName": document.operation_name} if document.operation_name else {}

    def ask(place: dict[str, Any]) -> Answer:
        variables = {**constants, **since, **place}
        payload = {"query": document.text, "variables": variables, **named}
        body = session.ask(payload, query.name)
        try:
            return answer_of(body, query, session.where(query.name))
        except ProviderError as error:
            # The server's own words may repeat what it was sent.
            error.hide(session.redactor.clean)
            raise

    return ask


def columns_reader(queries: tuple[Query, ...]) -> Callable[[Reading], Iterator[Page]]:
    """A reader of what the columns of all queries are, by the server's schema where it tells it."""

    def read(reading: Reading) -> Iterator[Page]:
        session = cast(GraphQLSession, reading.session)
        schema = None
        if reading.connection.settings.get("introspection", True):
            schema = read_schema(session)
        rows: list[Described] = [row for query in queries for row in describe(query, schema)]
        encoded = [msgspec.Raw(msgspec.json.encode(row)) for row in rows]
        yield Page(encoded, b"{}", reading.now(), "schema")

    return read
