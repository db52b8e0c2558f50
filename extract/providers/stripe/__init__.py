"""Stripe, payments and subscriptions.

| endpoint                | raw table          | change and deletion are seen                    |
|-------------------------|--------------------|-------------------------------------------------|
| `GET /v1/customers`     | customers_json     | `GET /v1/events` names the touched ids, which   |
| `GET /v1/subscriptions` | subscriptions_json | are read again by id; an id that is gone lands  |
| `GET /v1/charges`       | charges_json       | as a tombstone with the event's type for its    |
| `GET /v1/invoices`      | invoices_json      | reason. New ones come by `created[gte]`. A      |
| `GET /v1/products`      | products_json      | cancelled subscription is changed, not gone;    |
| `GET /v1/plans`         | plans_json         | a void invoice too                              |

None of the lists can be filtered by the time of a change, and only products have one. Events are
kept for 30 days: a cursor that is older leads to a full read, which says so. Lists come newest
first; a full read walks them to their end, subscriptions with `status=all`, products and plans
active or not, and what is absent from it is gone. What is made or changed meanwhile comes with the
next read, which starts when this one did.

Secret: `api_key`, a restricted key (`rk_...`) with read access to these resources and to events,
or a secret one. Settings: `stripe_version` (always sent, it fixes the shape of the answers),
`stripe_account` (acct_..., to read a connected account with the platform's key), `batch_size` (1 to
100 records a page), `in_flight`, `calls_per_second`, `paced`; see `assumed`. Pace: 25 calls/s
unless set otherwise. Lists inside a record (items, lines) are read to their end. `_context` is
`{}`; that of a tombstone names the event. Run it alone: `python -m extract stripe`.

Source: docs.stripe.com, API reference (lists, events, errors, versioning, rate limits): documented,
where `assumed` does not say otherwise; retries also as in stripe-python's `_http_client.py`.
"""

import re

from extract.kit.budget import Budget, Rate, SharedBudget, Unlimited
from extract.kit.connection import Connection
from extract.kit.errors import ConfigError
from extract.kit.http import RetryPolicy, Session, SessionSpec
from extract.kit.settings import IN_FLIGHT, PACED, Setting
from extract.kit.spec import Doors, Entity, Operation, Provider, Secret
from extract.providers.stripe import assumed
from extract.providers.stripe.answers import Head, check, explain, identify
from extract.providers.stripe.changes import read_log
from extract.providers.stripe.kinds import KINDS
from extract.providers.stripe.lists import LARGEST_PAGE, page_size
from extract.providers.stripe.reading import reader
from extract.providers.stripe.webhook import heard

BASE_URL = "https://api.stripe.com"
VERSION = "2025-08-27.basil"
VERSIONS = re.compile(r"20[0-9]{2}-[01][0-9]-[0-3][0-9](\.[a-z]+)?")
ACCOUNTS = re.compile(r"acct_[A-Za-z0-9]+")
SETTINGS = (
    Setting("stripe_version", "text", "the version that fixes the shape of the answers", VERSION),
    Setting("stripe_account", "text", "acct_..., to read a connected account"),
    Setting("batch_size", "whole", "records asked for at once", LARGEST_PAGE, 1, LARGEST_PAGE),
    Setting(
        "calls_per_second", "whole", "pace", assumed.CALLS_PER_SECOND, 1, assumed.MOST_PER_SECOND
    ),
    IN_FLIGHT.having(assumed.IN_FLIGHT),
    PACED,
)


def connect(connection: Connection, doors: Doors) -> Session:
    """A session that sends the key, the version and the connected account with every call.

    Raises: ConfigError when the key is missing or a setting is none that Stripe takes.
    """
    settings, key = connection.settings, connection.secret("api_key")
    page_size(settings)
    return Session(
        SessionSpec(
            base_url=str(settings.get("base_url", BASE_URL)).rstrip("/"),
            provider="stripe",
            connection=connection.slug,
            secrets=(key,),
            headers={"Authorization": f"Bearer {key}", **headers_of(connection)},
            check=check,
            explain=explain,
            policy=RetryPolicy(**settings.get("retry", {})),
            budget=budget_of(connection, doors),
        )
    )


def headers_of(connection: Connection) -> dict[str, str]:
    """The version of the answers and, where one is named, the connected account.

    Raises: ConfigError when either is not written as Stripe writes them.
    """
    version = str(connection.settings.get("stripe_version", VERSION))
    account = str(connection.settings.get("stripe_account") or "")
    if not VERSIONS.fullmatch(version):
        raise ConfigError(
            f"stripe (connection {connection.slug}): the setting stripe_version is {version!r}. "
            f"Use a date with its name, such as {VERSION}."
        )
    if account and not ACCOUNTS.fullmatch(account):
        raise ConfigError(
            f"stripe (connection {connection.slug}): the setting stripe_account is {account!r}. "
            "Use the id of a connected account, acct_..., or leave it out."
        )
    return {"Stripe-Version": version, **({"Stripe-Account": account} if account else {})}


def budget_of(connection: Connection, doors: Doors) -> Budget:
    """The calls that the key may make, whichever account they are about."""
    settings = connection.settings
    if doors.budget_path is None or not settings.get("paced", True):
        return Unlimited()
    calls = int(settings.get("calls_per_second", assumed.CALLS_PER_SECOND))
    key = connection.secret("api_key")
    return SharedBudget(doors.budget_path, f"stripe {key}", (Rate(calls, 1.0),))


PROVIDER = Provider(
    slug="stripe",
    title="Stripe",
    domain="revops",
    secrets=(
        Secret(
            "api_key",
            "Stripe: Developers, API keys, a restricted key that may read Customers, "
            "Subscriptions, Charges, Invoices, Products, Plans and Events",
        ),
        Secret("webhook_secret", "only for webhooks: the endpoint's signing secret, whsec_..."),
    ),
    entities=tuple(
        Entity(kind.entity, Head, identify, reader(kind), follows_changes=True, changes_logged=True)
        for kind in KINDS
    ),
    operations=(
        Operation("snapshot", "0 4 * * *", is_full=True),
        Operation("changes", "0 * * * *"),
    ),
    connect=connect,
    rates=(Rate(assumed.CALLS_PER_SECOND, 1.0),),
    page_url="https://docs.stripe.com/api",
    settings=SETTINGS,
    is_served_at_once=True,
    heard=heard,
    logs=(Entity("events", Head, identify, read_log),),
)
