"""Race Roster, registration.

| endpoint                         | raw table                 | change and deletion are seen      |
|----------------------------------|---------------------------|-----------------------------------|
| `GET /events`, `GET /events/{id}`| events_json               | full list; an event leaves it on  |
|                                  |                           | race day and is then read by id   |
| `GET /events/{id}/participants`  | participants_json         | full list, each time              |
| the same, read to its proven end | participant_listings_json | whoever is not in the load of an  |
|                                  |                           | event's newest listing is gone    |

There is no filter for changes and no feed of removals. A list in which somebody is missing is read
twice. An event whose list came short, moved, was counted otherwise, was closed or shrank beyond the
connection's brakes gets no listing, and its load counts as incremental: then absence means nothing.
`lastModifiedDate` is about the event's own fields only.

Secrets: `client_id`, `client_secret`, `username`, `password`: the API's two and the log-in of the
timer's account, sent to the token call only. Settings: `base_url`, `event_ids` (to be read although
never listed), `past_days`, `page_size`, `paths`, `token_url`, `grant`, `refresh_grant`,
`renew_seconds`, `calls_per_second`, `calls_per_hour`, `paced`, `retry`, `brakes`; see `assumed`.

Pages: 50 rows by offset. Pace: no limit is published; 1 call/s and 1000/h are what clients keep to
(assumed). `_context` of an event holds `last_start`, its last start in UTC; that of a participant
`event_id` and `timezone`. Run it alone: `python -m extract race_roster`.

Source: the general part of "Race Roster API (1.0.0)" (documented: conventions, statuses, gender);
events, token call and participants as public clients use them. What is assumed is in `assumed`.
"""

from typing import Any
from urllib.parse import urljoin, urlsplit

from extract.kit.answer import key_text
from extract.kit.budget import Budget, Rate, SharedBudget, Unlimited
from extract.kit.connection import Connection
from extract.kit.http import RetryPolicy, Session, SessionSpec
from extract.kit.records import joined_key
from extract.kit.spec import Doors, Entity, Identity, Provider, Secret, registration
from extract.kit.tokens import Terms
from extract.providers.race_roster import assumed
from extract.providers.race_roster.access import Issuer, RosterSession
from extract.providers.race_roster.answers import (
    EventHead,
    ListingHead,
    ParticipantHead,
    check,
    instant,
)
from extract.providers.race_roster.reading import (
    EVENTS,
    LISTINGS,
    PARTICIPANTS,
    read_events,
    read_listings,
    read_participants,
)
from extract.providers.race_roster.settings import SETTINGS

BASE_URL = "https://raceroster.com/api/v1"
SECRETS = ("client_id", "client_secret", "username", "password")
RATES = (Rate(assumed.CALLS_PER_SECOND, 1.0), Rate(assumed.CALLS_PER_HOUR, 3600.0))


def connect(connection: Connection, doors: Doors) -> Session:
    """A session that gets a token when it first needs one and sends it with every call.

    Raises: ConfigError when a secret is missing.
    """
    settings = connection.settings
    secrets = {name: connection.secret(name) for name in SECRETS}
    base_url = str(settings.get("base_url", BASE_URL)).rstrip("/")
    token_url = urljoin(f"{base_url}/", str(settings.get("token_url", assumed.TOKEN_URL)))
    budget = budget_of(connection, doors)
    policy = RetryPolicy(**settings.get("retry", {}))

    def spec(url: str) -> SessionSpec:
        return SessionSpec(
            url, "race_roster", connection.slug, tuple(secrets.values()),
            check=check, policy=policy, budget=budget, read_seconds=assumed.READ_SECONDS,
        )  # fmt: skip

    address = urlsplit(token_url)
    host = f"{address.scheme}://{address.netloc}"
    issuer = Issuer(spec(host), address.path, forms_of(connection, secrets))
    renew = float(settings.get("renew_seconds", assumed.RENEW_SECONDS))
    return RosterSession(spec(base_url), issuer, Terms(renew_seconds=renew))


def forms_of(
    connection: Connection, secrets: dict[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """The form fields of a token call by log-in, and of one by refresh token (empty if unused)."""
    login = {"grant_type": str(connection.settings.get("grant", assumed.GRANT)), **secrets}
    again = str(connection.settings.get("refresh_grant", assumed.REFRESH_GRANT))
    client = {name: secrets[name] for name in ("client_id", "client_secret")}
    return login, {"grant_type": again, **client} if again else {}


def budget_of(connection: Connection, doors: Doors) -> Budget:
    """The calls that the account may make, token calls among them."""
    settings = connection.settings
    if doors.budget_path is None or not settings.get("paced", True):
        return Unlimited()
    rates = (
        Rate(int(settings.get("calls_per_second", assumed.CALLS_PER_SECOND)), 1.0),
        Rate(int(settings.get("calls_per_hour", assumed.CALLS_PER_HOUR)), 3600.0),
    )
    account = f"race_roster {connection.secret('client_id')} {connection.secret('username')}"
    return SharedBudget(doors.budget_path, account, rates)


def identify_event(head: EventHead, _context: dict[str, Any]) -> Identity:
    """An event is its id."""
    return Identity(key_text(head.eventId), instant(head.lastModifiedDate))


def identify_participant(head: ParticipantHead, context: dict[str, Any]) -> Identity:
    """A participant is the id within the event; nothing tells when one was changed."""
    return Identity(joined_key([context["event_id"], key_text(head.participantId)]))


def identify_listing(head: ListingHead, _context: dict[str, Any]) -> Identity:
    """A listing is its event's."""
    return Identity(key_text(head.event_id))


PROVIDER = Provider(
    slug="race_roster",
    title="Race Roster",
    domain="race",
    secrets=(
        Secret("client_id", "Race Roster: ask its support for API access as a timer"),
        Secret("client_secret", "Race Roster: comes with the client id"),
        Secret("username", "Race Roster: the log-in of the timer's or organiser's account"),
        Secret("password", "Race Roster: that account's password"),
    ),
    entities=(
        Entity(EVENTS, EventHead, identify_event, read_events),
        Entity(
            PARTICIPANTS, ParticipantHead, identify_participant, read_participants, of_people=True
        ),
        Entity(LISTINGS, ListingHead, identify_listing, read_listings),
    ),
    operations=registration(EVENTS),
    connect=connect,
    rates=RATES,
    page_url="https://raceroster.com",
    settings=SETTINGS,
)
