"""The settings of a ChronoTrack connection."""

from extract.kit.settings import IN_FLIGHT, PACED, TIMEOUT, Setting
from extract.providers.chronotrack import assumed
from extract.providers.chronotrack.access import READ_SECONDS

SETTINGS = (
    PACED,
    IN_FLIGHT.having(assumed.IN_FLIGHT),
    TIMEOUT.having(READ_SECONDS),
    Setting("auth", "text", "how the account signs in", "simple", one_of=("simple", "oauth2")),
    Setting("token_url", "url", "where tokens are asked for, with auth = oauth2"),
    Setting("events", "list", "ids of the events to read; without it those that are near"),
    Setting("days_before", "number", "read from so long before", assumed.DAYS_BEFORE, 0, 36525),
    Setting("days_after", "number", "read until so long after", assumed.DAYS_AFTER, 0, 36525),
    Setting("brackets", "list", "rankings read beside the overall one", [*assumed.BRACKETS]),
    Setting("test_data", "switch", "read test events and entries too", assumed.TEST_DATA),
    Setting("paths", "table", "the last part of a list's address, by entity"),
    Setting("aliases", "table", "further names that an answer's list may have, by entity"),
    Setting("read_seconds", "number", "older name of timeout_seconds", None, 0.1, 3600),
)
