"""Resources Centre, which keeps an events team's speakers, organizers and sponsors.

| endpoint, below the setting `path_prefix` | raw table       | key  |
|-------------------------------------------|-----------------|------|
| `GET /speakers`                           | speakers_json   | `id` |
| `GET /organizers`                         | organizers_json | `id` |
| `GET /sponsors`                           | sponsors_json   | `id` |

Secret: `api_key`, in the header `X-API-Key`. Settings: `base_url` (there is no common one),
`path_prefix`, `timeout_seconds`, and those of every connection. Run it alone:
`python -m extract resources_centre`.

No paging, no known limit: one reply is one whole list, and each sync reads all three. The one
filter, `since`, is not sent: it shows neither what is gone nor a row that changed without moving
its time or moved it back, and a list is one call either way. Each list is read by itself: one that
fails leaves the others done. What is gone upstream stays in the raw table. `_context` is `{}`.

Three dialects are spoken: rows under the entity's name, under `data`, or bare, below `/api` or
`/api/v1`; anything else is an error, never no rows. A time without a zone is UTC. Ids are compared
as text.

Source: the project's specification, guides and client, which disagree; no live answer was ever
seen. What is assumed stands in `assumed`.
"""

from collections.abc import Callable, Iterator
from typing import Any

from extract.kit.answer import key_text
from extract.kit.connection import Connection
from extract.kit.errors import ConfigError, ProviderError, Where
from extract.kit.http import RetryPolicy, Session, SessionSpec
from extract.kit.spec import Doors, Entity, Identity, Operation, Page, Provider, Reading, Secret
from extract.providers.resources_centre.answers import Head, check, listing_of, moment
from extract.providers.resources_centre.assumed import PATH_PREFIX, READ_SECONDS
from extract.providers.resources_centre.settings import PREFIX, SETTINGS

SLUG = "resources_centre"
ENTITIES = ("speakers", "organizers", "sponsors")
ROWS_PER_PAGE = 1000


def connect(connection: Connection, _doors: Doors) -> Session:
    """A session with the deployment that the connection names.

    Raises: ConfigError when `base_url` or the key is missing, or `path_prefix` is no path.
    """
    settings = connection.settings
    base_url = str(settings.get("base_url", "")).rstrip("/")
    if not base_url:
        raise ConfigError(
            f"{SLUG} (connection {connection.slug}): the setting base_url is missing. Put the "
            "centre's address there, or into SYNCLINE_RESOURCES_CENTRE_BASE_URL to run it alone."
        )
    key = connection.secret("api_key")
    return Session(
        SessionSpec(
            base_url=base_url + prefix_of(connection),
            provider=SLUG,
            connection=connection.slug,
            secrets=(key,),
            headers={"X-API-Key": key},
            check=check,
            policy=RetryPolicy(**settings.get("retry", {})),
            read_seconds=READ_SECONDS,
        )
    )


def prefix_of(connection: Connection) -> str:
    """What stands between the address and the entity, without a slash at its end.

    Raises: ConfigError when the setting is no path.
    """
    prefix = connection.settings.get(PREFIX, PATH_PREFIX)
    if not isinstance(prefix, str) or any(letter in prefix for letter in "?#@ ") or "//" in prefix:
        raise ConfigError(
            f"{SLUG} (connection {connection.slug}): the setting {PREFIX} is no path. Use one as "
            "/api or /api/v1."
        )
    path = prefix.strip("/")
    return f"/{path}" if path else ""


def reader(entity: str) -> Callable[[Reading], Iterator[Page]]:
    """A reader of one list's single reply, cut into pages."""

    def read(reading: Reading) -> Iterator[Page]:
        path = f"/{entity}"
        body = reading.session.get(path, entity=entity)
        received = reading.now()
        where = Where(SLUG, reading.connection.slug, entity, path)
        try:
            listing = listing_of(body, entity, where)
        except ProviderError as error:
            # The provider's own words may repeat what it was sent.
            error.hide(reading.session.redactor.clean)
            raise
        reading.upstream_total = listing.total
        for start in range(0, len(listing.rows), ROWS_PER_PAGE):
            page = listing.rows[start : start + ROWS_PER_PAGE]
            yield Page(page, b"{}", received, f"after row {start}")

    return read


def identify(head: Head, _context: dict[str, Any]) -> Identity:
    """A row is its id, unique within its own list only; its stamp is the source's own."""
    return Identity(key_text(head.id), moment(head.updated_at))


PROVIDER = Provider(
    slug=SLUG,
    title="Resources Centre",
    domain="crm",
    secrets=(Secret("api_key", "Resources Centre: the key that its administrators hand out"),),
    entities=tuple(
        Entity(name, Head, identify, reader(name), outlives_source=True) for name in ENTITIES
    ),
    operations=(Operation("snapshot", "0 * * * *"),),
    connect=connect,
    page_url="https://github.com/Pivotal-B2B/Marketing_Platform",
    settings=SETTINGS,
    is_parted=True,
    has_edits=True,
)
