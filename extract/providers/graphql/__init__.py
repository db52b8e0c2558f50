"""Any GraphQL API, each configured query an entity.

| asked with `POST <endpoint>` | raw table    | change and deletion are seen                    |
|------------------------------|--------------|-------------------------------------------------|
| each query of the settings   | records_json | `since_variable` and `updated_at_path` where    |
|                              |              | settings name them, else a full list each time  |
| the introspection query      | columns_json | a full list each time                           |

Settings: `endpoint`, `queries` (see `queries.QuerySettings`; names in snake or camel case),
`batch_size` 100, `rate_limit_delay_ms` 200, `max_retries`, `timeout_ms` 30000, `timezone` of times
without one, `introspection` (true), `headers`. Secrets: `api_key`, sent as a bearer token;
`headers`, a JSON object. No header's value is ever shown, whichever of the two it came from.

All queries land in one table, each under keys that begin with its name and a bar; the table of
loads tells them apart as entities. Paging is the settings' `pagination`, else what the declared
variables speak of: relay (`after`), offset, page, or none; a keyset must be said. Lists that come
to no end are refused, as is a document that writes or subscribes. Errors beside data fail the page
(`on_partial`); rows that are left out for them leave the load incremental, so that nothing they
stand for looks deleted. What a query's columns are is inferred from its document and the server's
schema at each sync, all text where the server does not tell it. `_context` holds the query's name.
Run it alone: `python -m extract graphql` lists its secrets; it needs a connection with queries.

Source: GraphQL specification ("Response"), GraphQL over HTTP (draft), GraphQL Cursor Connections
Specification. What they leave open stands in `assumed`.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from extract.kit.connection import Connection
from extract.kit.http import Session
from extract.kit.spec import Doors, Entity, Identity, Operation, Page, Provider, Reading, Secret
from extract.providers.graphql.settings import SETTINGS


def connect(connection: Connection, doors: Doors) -> Session:
    """A session with the connection's endpoint. Raises: ConfigError."""
    # Parsing GraphQL takes a while to import, and most syncs are of other providers.
    from extract.providers.graphql import session

    return session.connect(connection, doors)


def entities_of(connection: Connection) -> tuple[Entity, ...]:
    """The connection's queries as entities. Raises: ConfigError."""
    from extract.providers.graphql import reading

    return reading.entities(connection)


class TableOnly(msgspec.Struct):
    """Nothing: a table's name alone is read by nobody."""


def identify_nothing(_head: Any, _context: dict[str, Any]) -> Identity:
    """No key."""
    return Identity(None)


def read_nothing(_reading: Reading) -> Iterator[Page]:
    """No pages."""
    return iter(())


PROVIDER = Provider(
    slug="graphql",
    title="GraphQL",
    domain="revops",
    secrets=(
        Secret("api_key", "GraphQL: a token, sent as `Authorization: Bearer`; none if not needed"),
        Secret("headers", 'GraphQL: other headers as JSON, such as {"X-API-Key": "..."}'),
    ),
    entities=tuple(
        Entity(name, TableOnly, identify_nothing, read_nothing) for name in ("records", "columns")
    ),
    operations=(Operation("snapshot", "0 4 * * *"), Operation("changes", "0 * * * *")),
    connect=connect,
    page_url="https://spec.graphql.org/",
    entities_of=entities_of,
    is_served_at_once=True,
    settings=SETTINGS,
)
