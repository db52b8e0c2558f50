"""Everything about Haku that nobody documents: change it here, or by a connection's settings.

Source: one client's code and notes, unless a line says that it is assumed.
"""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from extract.kit.answer import Scalar
from extract.kit.connection import Connection
from extract.kit.errors import ConfigError

BASE_URL = "https://api.hakuapp.com"
TOKEN_URL = "https://prod-auth.hakuapp.com/oauth2/token"
GRANT = {"grant_type": "client_credentials"}
# The mark that a token takes the place of; it goes out bare, without the word Bearer.
TOKEN = "{token}"
# How long a token is good where its answer does not say so; assumed.
TOKEN_SECONDS = 3600.0
RENEWED_BEFORE_SECONDS = 60.0

# The first wait after a failed call, in seconds; it doubles up to 60, six tries in all.
FIRST_WAIT_SECONDS = 2.0
# How long a reply may take.
READ_SECONDS = 90.0
# Names under which a list, or one registration, may be wrapped into an object.
EVENT_LISTS = ("events", "data")
PARTICIPANT_LISTS = ("participants", "data")
REGISTRATIONS = ("registration", "data")
EVENT_ORDER = {"sort_column": "event_date", "sort_direction": "asc", "show_inactive": "true"}
PARTICIPANT_ORDER = {"sort_column": "updated_at", "sort_direction": "desc"}
# No server is thought to cap its pages lower. An empty page after a full one of fewer rows than
# this is believed at once, a later one is asked for again.
SMALLEST_CAP = 25
# How often the first page may still bring something new before a list is given up as restless.
ROUNDS = 5
# How many details may fail one after the other before the rest is left for the next run.
FAILURES_IN_A_ROW = 3

Count = Annotated[int, msgspec.Meta(ge=1)]
Whole = Annotated[int, msgspec.Meta(ge=0)]


class EventHead(msgspec.Struct):
    """What identifies an event and dates it; `updated_at` is not known to come at all."""

    id: Scalar = None
    event_date: Scalar = None
    updated_at: Scalar = None


class RegistrationHead(msgspec.Struct):
    """What identifies a row of the short list, or a detail; only details are known to be dated."""

    registration_number: Scalar = None
    updated_at: Scalar = None


class Paths(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the three calls go; an id takes the place of its name in braces."""

    events: str = "/events"
    participants: str = "/events/{event_id}/participants"
    registration: str = "/events/{event_id}/registrations/{registration_number}"

    def of_event(self, event_id: str) -> str:
        """Where an event's short list is."""
        return self.participants.replace("{event_id}", quote(event_id, safe=""))

    def of_registration(self, event_id: str, number: str) -> str:
        """Where one registration is in full."""
        path = self.registration.replace("{event_id}", quote(event_id, safe=""))
        return path.replace("{registration_number}", quote(number, safe=""))


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """A connection's settings, each with what is assumed without it.

    events: ids of those to read; none means all. time_zone: of event times without a zone of their
    own, the organiser's; stamp_zone: of all other times. detail_calls: most details asked for in
    one run. refresh_*: details of events from so many days before to so many after race day are
    read again when they are older than so many hours, by so many percent of the detail calls.
    trial: land nothing, tell the field names of each kind of answer instead.
    """

    base_url: str = BASE_URL
    token_url: str = TOKEN_URL
    authorization: str = TOKEN
    paths: Paths = Paths()
    per_page: Count = 500
    max_pages: Count = 2000
    events: tuple[Scalar, ...] = ()
    time_zone: str = "UTC"
    stamp_zone: str = "UTC"
    detail_calls: Whole = 400
    refresh_days_before: Whole = 14
    refresh_days_after: Whole = 2
    refresh_hours: Whole = 12
    refresh_share_pct: Annotated[int, msgspec.Meta(ge=0, le=100)] = 25
    calls_per_hour: Count = 500
    paced: bool = True
    trial: bool = False
    retry: Mapping[str, Any] = {}


def options_of(connection: Connection) -> Options:
    """The settings of a connection.

    Raises: ConfigError for a value that cannot be.
    """
    try:
        options = msgspec.convert(dict(connection.settings), Options)
        for zone in (options.time_zone, options.stamp_zone):
            ZoneInfo(zone)
    except (msgspec.ValidationError, ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(
            f"haku (connection {connection.slug}): a setting cannot be used: {error}. Correct it."
        ) from None
    if TOKEN not in options.authorization:
        raise ConfigError(
            f"haku (connection {connection.slug}): the setting authorization has no {TOKEN}. "
            f"Use {TOKEN!r} or 'Bearer {TOKEN}'."
        )
    return options
