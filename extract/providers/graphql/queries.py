"""A connection's queries: its settings, checked and made ready to be read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import md5
from typing import Any, Literal

import msgspec
from graphql import strip_ignored_characters

from extract.kit.connection import Connection
from extract.kit.errors import ConfigError
from extract.providers.graphql.assumed import BATCH_SIZE
from extract.providers.graphql.documents import Document, Path, below_data, parsed, steps
from extract.providers.graphql.paging import Paging, PagingSettings, paging_of

RESERVED_NAMES = ("records", "columns")
LONGEST_NAME = 40


class QuerySettings(PagingSettings, forbid_unknown_fields=True, kw_only=True):
    """One of the setting `queries`, as it may be written; paths start at the answer's root.

    `key` and `updated_at_path` are paths inside a row. `since_variable` takes the watermark.
    """

    name: str
    query: str
    data_path: str
    operation_name: str | None = None
    variables: dict[str, Any] = msgspec.field(default_factory=dict)
    total_count_path: str | None = None
    key: str | list[str] = "id"
    updated_at_path: str | None = None
    since_variable: str | None = None
    on_partial: Literal["fail", "skip_rows", "accept"] = "fail"
    null_list: Literal["fail", "empty"] = "fail"


@dataclass(frozen=True)
class Query:
    """One query, ready to be read. Paths start below `data`, but those inside a row."""

    name: str
    settings: QuerySettings
    document: Document
    data_path: Path
    total_path: Path
    key: tuple[Path, ...]
    updated_at: Path
    paging: Paging

    @property
    def has_edges(self) -> bool:
        """Whether the rows are the nodes of a connection's edges."""
        return self.data_path[-1] == "edges"

    @cached_property
    def fingerprint(self) -> str:
        """What tells a query from another of its name: blanks, commas and comments do not."""
        settings = self.settings
        asked = (
            strip_ignored_characters(self.document.text), self.document.operation_name or "",
            self.data_path, self.key, settings.variables,
        )  # fmt: skip
        return md5(msgspec.json.encode(asked, order="sorted"), usedforsecurity=False).hexdigest()

    @property
    def row_path(self) -> Path:
        """The path of answer names from below `data` to what is one row."""
        return (*self.data_path, "node") if self.has_edges else self.data_path


def queries_of(connection: Connection) -> tuple[Query, ...]:
    """The queries of the connection's settings.

    Raises: ConfigError that names the query and what is wrong with it.
    """
    listed = connection.settings.get("queries")
    if not isinstance(listed, list | tuple) or not listed:
        raise ConfigError(
            f"graphql (connection {connection.slug}): the setting queries is missing. Put a list "
            "there of what to read, each with at least name, query and data_path."
        )
    found: dict[str, Query] = {}
    for place, entry in enumerate(listed, start=1):
        label = entry.get("name", place) if isinstance(entry, Mapping) else place
        try:
            query = query_of(entry, connection.settings)
            if query.name in found:
                raise ValueError(f"two queries are called {query.name}")
        except (ValueError, msgspec.ValidationError) as error:
            raise ConfigError(
                f"graphql (connection {connection.slug}): query {str(label)[:60]} cannot be used: "
                f"{error}. Correct it in the setting queries."
            ) from error
        found[query.name] = query
    return tuple(found.values())


def query_of(entry: Any, defaults: Mapping[str, Any]) -> Query:
    """One query out of its settings; `defaults` are the connection's.

    Raises: ValueError or msgspec.ValidationError that says what is wrong.
    """
    settings = msgspec.convert(in_snake_case(entry), QuerySettings)
    document = parsed(settings.query, settings.operation_name)
    data_path = below_data(settings.data_path, "data_path")
    row = (*data_path, "node") if data_path[-1] == "edges" else data_path
    keys = [settings.key] if isinstance(settings.key, str) else settings.key
    if not keys:
        raise ValueError("key names no field")
    size = settings.batch_size or defaults.get("batch_size") or defaults.get("sync_batch_size")
    query = Query(
        slug_of(settings.name),
        settings,
        document,
        data_path,
        optional(settings.total_count_path, "total_count_path"),
        tuple(steps(one) for one in keys),
        steps(settings.updated_at_path) if settings.updated_at_path else (),
        paging_of(settings, document, data_path, int(size or BATCH_SIZE)),
    )
    _check_paths(query, row)
    _check_variables(query)
    return query


def in_snake_case(entry: Any) -> dict[str, Any]:
    """The settings of a query with every name in snake case: `dataPath` is `data_path`.

    Raises: ValueError when it is no table, or says the same thing twice.
    """
    if not isinstance(entry, Mapping):
        raise ValueError("it is no table of settings")
    names = [re.sub("(?<=[a-z0-9])[A-Z]", r"_\g<0>", str(name)).lower() for name in entry]
    if twice := [name for name in names if names.count(name) > 1]:
        raise ValueError(f"{twice[0]} is there in two spellings")
    return dict(zip(names, entry.values(), strict=True))


def slug_of(name: str) -> str:
    """The entity's name: small letters, and one underscore for whatever else.

    Raises: ValueError when nothing is left, it is too long, or a table of ours has the name.
    """
    slug = re.sub("[^a-z0-9]+", "_", name.lower()).strip("_")
    if not slug or slug[0].isdecimal():
        raise ValueError(f"the name {name[:60]!r} must begin with a letter")
    if len(slug) > LONGEST_NAME:
        raise ValueError(f"the name {name[:60]!r} is longer than {LONGEST_NAME} letters")
    if slug in RESERVED_NAMES:
        raise ValueError(f"the name {slug} is taken; choose another one")
    return slug


def optional(path: str | None, setting: str) -> Path:
    """The same, empty where there is no path."""
    return below_data(path, setting) if path else ()


def _check_paths(query: Query, row: Path) -> None:
    """Refuses a path that the document does not ask for.

    Raises: ValueError.
    """
    wanted: Sequence[tuple[str, Path]] = (
        ("data_path", query.data_path),
        ("total_count_path", query.total_path),
        ("has_next_page_path", query.paging.more_path),
        *(("key", (*row, *path)) for path in query.key),
        ("updated_at_path", (*row, *query.updated_at) if query.updated_at else ()),
        ("cursor_path", query.paging.cursor_from(row)),
    )
    for setting, path in wanted:
        if path and not query.document.selects(path):
            raise ValueError(
                f"{setting} leads to {'.'.join(path)}, which the document does not select"
            )


def _check_variables(query: Query) -> None:
    """Refuses a document with a variable that nothing gives a value.

    Raises: ValueError.
    """
    settings, document = query.settings, query.document
    since = settings.since_variable
    if bool(since) != bool(query.updated_at):
        raise ValueError("since_variable and updated_at_path go together: set both or none")
    if since and since not in document.variables:
        raise ValueError(f"since_variable is {since}, which the document does not declare")
    given = {*settings.variables, *query.paging.variables, *filter(None, [since])}
    for name in document.variables:
        if name not in given and document.needs(name):
            raise ValueError(f"the variable {name} has no value; put one under variables")
