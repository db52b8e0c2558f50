"""Haku, registration for one organisation of race organisers.

| endpoint                                  | raw table                  | change, deletion     |
|-------------------------------------------|----------------------------|----------------------|
| `GET /events`                             | events_json                | full list each time  |
| `GET /events/{id}/participants`: the      | registrations_json         | full list each time  |
| short list                                |                            |                      |
| the same                                  | registration_listings_json | a row per event read |
|                                           |                            | to a proven end      |
| `GET /events/{id}/registrations/{number}` | registration_details_json  | where the short row  |
|                                           |                            | is new or changed    |
| the same                                  | missing_details_json       | details that did not |
|                                           |                            | come                 |

Secrets: `client_id` and `client_secret` of one organisation, for a token that goes out bare. No
filter for changes is known, so each short list is read whole, page by page up to an empty one, and
its first page again. Who is absent from an event's list is gone only where the same load has a row
for that event in registration_listings; a cancelled registration stays and says so. A detail costs
a call: those of new rows come first, then of changed ones, then, around race day, the oldest again,
since bibs and waves change without a trace in the list. A run makes at most `detail_calls` such
calls and the next one goes on; `_context` holds the hash of the short row that a detail answers to.

A row that is deleted in the middle of a list while it is read lets another slip by, so the list is
read once more where a known registration is absent. Pace: none is published, 500 calls an hour is
what the one known client keeps to. Settings with their defaults: `assumed.Options`; with `trial` a
first run lands nothing and tells the names of the fields it saw. Run it alone:
`python -m extract haku`.

Source: no documentation. Everything rests on the code and notes of one public client; what it does
not show is assumed. All of it stands in `assumed` and can be set per connection.
"""

from typing import Any

import msgspec

from extract.kit.answer import Scalar, key_text
from extract.kit.budget import Rate, SharedBudget, Unlimited
from extract.kit.connection import Connection
from extract.kit.http import RetryPolicy, Session, SessionSpec
from extract.kit.records import joined_key
from extract.kit.spec import Doors, Entity, Identity, Provider, Secret, registration
from extract.providers.haku.access import token_session
from extract.providers.haku.answers import moment_of
from extract.providers.haku.assumed import (
    FIRST_WAIT_SECONDS,
    READ_SECONDS,
    EventHead,
    Options,
    RegistrationHead,
    options_of,
)
from extract.providers.haku.details import read_details, read_missing
from extract.providers.haku.listing import read_events, read_listings, read_registrations
from extract.providers.haku.pages import DETAILS, EVENTS, LISTINGS, MISSING, REGISTRATIONS
from extract.providers.haku.settings import SETTINGS

HOUR_SECONDS = 3600.0
RATES = (Rate(Options().calls_per_hour, HOUR_SECONDS),)


class ListingHead(msgspec.Struct):
    """What identifies a listing."""

    event_id: Scalar = None


def connect(connection: Connection, doors: Doors) -> Session:
    """A session that sends a good token with every call.

    Raises: ConfigError when a secret is missing or a setting cannot be used.
    """
    options = options_of(connection)
    credentials = connection.secret("client_id"), connection.secret("client_secret")
    paced = options.paced and doors.budget_path is not None
    rates = (Rate(options.calls_per_hour, HOUR_SECONDS),)
    account = f"haku {credentials[0]}"
    spec = SessionSpec(
        base_url=options.base_url.rstrip("/"),
        provider="haku",
        connection=connection.slug,
        policy=RetryPolicy(**{"first": FIRST_WAIT_SECONDS, **options.retry}),
        budget=SharedBudget(doors.budget_path, account, rates) if paced else Unlimited(),
        read_seconds=READ_SECONDS,
    )
    return token_session(spec, options, credentials)


def identify_event(head: EventHead, context: dict[str, Any]) -> Identity:
    """An event is its id."""
    return Identity(key_text(head.id), moment_of(head.updated_at, context["time_zone"]))


def identify_registration(head: RegistrationHead, context: dict[str, Any]) -> Identity:
    """A registration is its number in its event."""
    key = joined_key([context["event_id"], key_text(head.registration_number)])
    return Identity(key, moment_of(head.updated_at, context["time_zone"]))


def identify_detail(head: RegistrationHead, context: dict[str, Any]) -> Identity:
    """A detail is the registration that was asked for; an answer about another one is none."""
    if key_text(head.registration_number) != context["registration_number"]:
        return Identity(None)
    return identify_registration(head, context)


def identify_missing(head: RegistrationHead, context: dict[str, Any]) -> Identity:
    """A missing detail is its registration."""
    return Identity(joined_key([context["event_id"], key_text(head.registration_number)]))


def identify_listing(head: ListingHead, _context: dict[str, Any]) -> Identity:
    """A listing is its event."""
    return Identity(key_text(head.event_id))


PROVIDER = Provider(
    slug="haku",
    title="Haku",
    domain="race",
    secrets=(
        Secret("client_id", "Haku: the client id of one organisation's API access"),
        Secret("client_secret", "Haku: the client secret beside it"),
    ),
    entities=(
        Entity(EVENTS, EventHead, identify_event, read_events),
        Entity(
            REGISTRATIONS,
            RegistrationHead,
            identify_registration,
            read_registrations,
            of_people=True,
        ),
        Entity(LISTINGS, ListingHead, identify_listing, read_listings),
        Entity(DETAILS, RegistrationHead, identify_detail, read_details, of_people=True),
        Entity(MISSING, RegistrationHead, identify_missing, read_missing, of_people=True),
    ),
    operations=registration(EVENTS),
    connect=connect,
    rates=RATES,
    page_url="https://www.hakuapp.com",
    settings=SETTINGS,
)
