"""RunSignup, registration.

| endpoint                              | raw table                 | change and deletion are seen |
|---------------------------------------|---------------------------|------------------------------|
| `GET /races`                          | races_json                | full list each time          |
| `GET /race/{id}`                      | events_json               | full list, all editions      |
| `GET /race/{id}/participants`         | participants_json         | `modified_after_timestamp`,  |
|                                       |                           | epoch seconds, inclusive     |
| `GET /race/{id}/removed-participants` | removed_participants_json | the same; rows are tombstones|

Secrets: `api_key`, `api_secret` (a partner's or timer's key pair), sent in the query, never
logged.
Pages: 1000 races, 2500 participants (the documented maxima), walked by `after_registration_id`,
since page numbers shift while people register. All events of a race are read together, because a
registration may switch events; who is in several through a super event is asked for once. A race
that was not read yet, or not with all its events, is read from its beginning: it may be shared long
after people registered. Pace: no limit is published; 1 call/s and 1000/h are what clients keep to
(assumed). A race that is closed to the key is left out, and its load counts as incremental. A
failed call answers HTTP 200 with an `error` object. `_context` holds race_id, and event_id where a
row lacks it. Run it alone: `python -m extract runsignup`.

Source: RunSignup API documentation (races, race, participants, removed participants, error codes).
"""

from typing import Any

from extract.kit.answer import Scalar, key_text
from extract.kit.budget import Rate, SharedBudget, Unlimited
from extract.kit.connection import Connection
from extract.kit.http import RetryPolicy, Session, SessionSpec
from extract.kit.records import joined_key
from extract.kit.settings import IN_FLIGHT, PACED, TIMEOUT
from extract.kit.spec import Doors, Entity, Identity, Provider, Secret, registration
from extract.providers.runsignup.answers import (
    EventHead,
    ParticipantHead,
    RaceHead,
    RemovedHead,
    check,
    epoch,
)
from extract.providers.runsignup.once import BESIDE
from extract.providers.runsignup.reading import (
    RACES_IN_FLIGHT,
    read_events,
    read_races,
    read_registrations,
)

BASE_URL = "https://api.runsignup.com/rest"
RATES = (Rate(1, 1.0), Rate(1000, 3600.0))
# A page of 2500 participants takes a while to begin.
READ_SECONDS = 90.0


def connect(connection: Connection, doors: Doors) -> Session:
    """A session that sends the key pair and `format=json` with every call.

    Raises: ConfigError when a secret is missing.
    """
    key, secret = connection.secret("api_key"), connection.secret("api_secret")
    paced = connection.settings.get("paced", True) and doors.budget_path is not None
    budget = SharedBudget(doors.budget_path, f"runsignup {key}", RATES) if paced else Unlimited()
    retry = connection.settings.get("retry", {})
    return Session(
        SessionSpec(
            base_url=connection.settings.get("base_url", BASE_URL),
            provider="runsignup",
            connection=connection.slug,
            secrets=(key, secret),
            params={"api_key": key, "api_secret": secret, "format": "json"},
            check=check,
            policy=RetryPolicy(**retry),
            budget=budget,
            read_seconds=READ_SECONDS,
        )
    )


def identify_race(head: RaceHead, _context: dict[str, Any]) -> Identity:
    """A race is its id; the list gives no stamp with a zone."""
    return Identity(key_text(head.race_id))


def identify_event(head: EventHead, _context: dict[str, Any]) -> Identity:
    """An event is its id."""
    return Identity(key_text(head.event_id))


def identify_participant(head: ParticipantHead, context: dict[str, Any]) -> Identity:
    """A registration is its id alone, for it may switch events; its event too, in a further one."""
    return Identity(registration_key(head.registration_id, context), epoch(head.last_modified))


def identify_removed(head: RemovedHead, context: dict[str, Any]) -> Identity:
    """A removal is the id of the registration that went, with the reason."""
    key = registration_key(head.registration_id, context)
    return Identity(key, epoch(head.last_modified_ts), key_text(head.removed_reason))


def registration_key(registration_id: Scalar, context: dict[str, Any]) -> str | None:
    """The id; behind its event's in a row that stands beside another of the same registration."""
    key = key_text(registration_id)
    return joined_key([context.get("event_id"), key]) if key and context.get(BESIDE) else key


PROVIDER = Provider(
    slug="runsignup",
    title="RunSignUp",
    domain="race",
    secrets=(
        Secret("api_key", "RunSignup: Profile, API keys (a partner's or timer's key)"),
        Secret("api_secret", "RunSignup: shown once beside the key"),
    ),
    entities=(
        Entity("races", RaceHead, identify_race, read_races),
        Entity("events", EventHead, identify_event, read_events),
        Entity(
            "participants", ParticipantHead, identify_participant,
            read_registrations("participants"), follows_changes=True, of_people=True,
        ),
        Entity(
            "removed_participants", RemovedHead, identify_removed,
            read_registrations("removed-participants"), follows_changes=True, tombstones=True,
            of_people=True,
        ),
    ),
    operations=registration("races", "events"),
    connect=connect,
    rates=RATES,
    page_url="https://runsignup.com/API",
    settings=(PACED, IN_FLIGHT.having(RACES_IN_FLIGHT), TIMEOUT.having(READ_SECONDS)),
)  # fmt: skip
