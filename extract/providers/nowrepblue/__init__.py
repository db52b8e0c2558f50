"""NowRepBlue, a talent agency's public API.

| endpoint, under `/api/v1/public`  | raw table                 | key           |
|-----------------------------------|---------------------------|---------------|
| `GET /boards`, the anchor: first  | boards_json               | `id`          |
| `GET /boards/talents`             | boards_talents_json       | `boardId`     |
| `GET /boards/portfolios`          | boards_portfolios_json    | `boardId`     |
| `GET /talents`                    | talents_json              | `id`          |
| `GET /talents/portfolios`         | talents_portfolios_json   | `talentId`    |
| `GET /talents/measurements`       | talents_measurements_json | `id`, talent's|
| `GET /talents/socials`            | talents_socials_json      | `id`, talent's|
| `GET /portfolios/media`           | portfolios_media_json     | `portfolioId` |
| `GET /portfolios/media/tags`      | media_tags_json           | `id`, media's |

Secrets: none; `token` for a private deployment. Settings: `base_url` (there is no common one),
`auth` and `read_seconds` (see `assumed`), `retry`. Run it alone: `python -m extract nowrepblue`.

No paging and no known limit: one reply is one whole entity, so that nine calls, one after the
other, are a sync; while one lands nothing else is held in memory. No change can be asked for and
only measurements carry a stamp: each load is a full snapshot, and what is absent from it is gone.
An answered empty list is a snapshot of no rows. A failed call fails the load; the first one,
`/boards`, before anything else is asked. Rows of one key land all where they differ, for the models
to choose. `_context` is `{}`.

Source: nothing is documented. Paths, envelopes, fields and the absence of a key were seen in the
code of the one public client, which also tolerates numbered objects: those are refused here, as is
whatever stands beside the rows. What is assumed stands in `assumed`.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from extract.kit.answer import key_text
from extract.kit.connection import Connection
from extract.kit.errors import ConfigError, ProviderError, Where
from extract.kit.http import RetryPolicy, Session, SessionSpec
from extract.kit.settings import TIMEOUT, Setting
from extract.kit.spec import Doors, Entity, Identity, Operation, Page, Provider, Reading, Secret
from extract.providers.nowrepblue.answers import Endpoint, check, rows_of, stamp_of
from extract.providers.nowrepblue.assumed import AUTH_HEADERS, DEFAULT_AUTH, READ_SECONDS

ROOT = "/api/v1/public"
ROWS_PER_PAGE = 1000
ENDPOINTS = (
    Endpoint("boards", "/boards", "id", ("title",)),
    Endpoint("boards_talents", "/boards/talents", "boardId", ("talents",)),
    Endpoint("boards_portfolios", "/boards/portfolios", "boardId", ("portfolios",)),
    Endpoint("talents", "/talents", "id", ("firstName", "lastName", "talentUserNumber")),
    Endpoint("talents_portfolios", "/talents/portfolios", "talentId", ("portfolios",)),
    Endpoint("talents_measurements", "/talents/measurements", "id", ("measurements",)),
    Endpoint("talents_socials", "/talents/socials", "id", ("socials",)),
    Endpoint("portfolios_media", "/portfolios/media", "portfolioId", ("media",)),
    Endpoint("media_tags", "/portfolios/media/tags", "id", ("tags",)),
)


def connect(connection: Connection, _doors: Doors) -> Session:
    """A session with the deployment that the connection names, with its token if it has one.

    Raises: ConfigError when there is no `base_url`, or `auth` is unknown.
    """
    settings = connection.settings
    base_url = str(settings.get("base_url", "")).rstrip("/")
    if not base_url:
        raise ConfigError(
            f"nowrepblue (connection {connection.slug}): the setting base_url is missing. Put the "
            "deployment's address there, or into SYNCLINE_NOWREPBLUE_BASE_URL to run it alone."
        )
    token = connection.secrets.get("token", "")
    return Session(
        SessionSpec(
            base_url=base_url,
            provider="nowrepblue",
            connection=connection.slug,
            secrets=(token,),
            headers=auth_headers(connection, token),
            check=check,
            policy=RetryPolicy(**settings.get("retry", {})),
            read_seconds=float(settings.get("read_seconds", READ_SECONDS)),
        )
    )


def auth_headers(connection: Connection, token: str) -> dict[str, str]:
    """The header that carries the token; none without a token.

    Raises: ConfigError when the setting `auth` names no known header.
    """
    scheme = connection.settings.get("auth", DEFAULT_AUTH)
    if scheme not in AUTH_HEADERS:
        known = ", ".join(AUTH_HEADERS)
        raise ConfigError(
            f"nowrepblue (connection {connection.slug}): the setting auth is {scheme!r}. "
            f"Use one of {known}."
        )
    name, form = AUTH_HEADERS[scheme]
    return {name: form.format(token)} if token else {}


def reader(endpoint: Endpoint) -> Callable[[Reading], Iterator[Page]]:
    """A reader of one endpoint's single reply, cut into pages."""

    def read(reading: Reading) -> Iterator[Page]:
        path = ROOT + endpoint.path
        body = reading.session.get(path, entity=endpoint.entity)
        received = reading.now()
        where = Where("nowrepblue", reading.connection.slug, endpoint.entity, path)
        try:
            rows = rows_of(body, endpoint, where)
        except ProviderError as error:
            # The provider's own words may repeat what it was sent.
            error.hide(reading.session.redactor.clean)
            raise
        for start in range(0, len(rows), ROWS_PER_PAGE):
            page = rows[start : start + ROWS_PER_PAGE]
            yield Page(page, b"{}", received, f"after row {start}")

    return read


def identify(key: str, head: Any, _context: dict[str, Any]) -> Identity:
    """A row is its key; measurements have a stamp."""
    return Identity(key_text(getattr(head, key)), stamp_of(head.measurements))


PROVIDER = Provider(
    slug="nowrepblue",
    title="NowRepBlue",
    domain="talent",
    secrets=(
        Secret("token", "NowRepBlue: only for a deployment that asks for one, the public API none"),
    ),
    entities=tuple(
        Entity(one.entity, one.head, partial(identify, one.key), reader(one), contradictions=True)
        for one in ENDPOINTS
    ),
    operations=(Operation("snapshot", "0 3 * * *"),),
    connect=connect,
    page_url="https://github.com/ed-andre/nowrepgreen",
    settings=(
        TIMEOUT.having(READ_SECONDS),
        Setting(
            "auth",
            "text",
            "the header that carries the token",
            DEFAULT_AUTH,
            one_of=tuple(AUTH_HEADERS),
        ),
        Setting("read_seconds", "number", "older name of timeout_seconds", None, 0.1, 3600),
    ),
)
