"""The settings of a Race Roster connection."""

from extract.kit.settings import PACED, TIMEOUT, Setting
from extract.providers.race_roster import assumed

SETTINGS = (
    PACED,
    TIMEOUT.having(assumed.READ_SECONDS),
    Setting("token_url", "text", "where tokens are asked for, seen from base_url"),
    Setting("grant", "text", "what a log-in is called in a token call", assumed.GRANT),
    Setting("refresh_grant", "text", "the same of a renewal; empty: none", assumed.REFRESH_GRANT),
    Setting("renew_seconds", "number", "renewed before its end", assumed.RENEW_SECONDS, 0),
    Setting("calls_per_second", "whole", "the pace kept to", assumed.CALLS_PER_SECOND, 1, 1000),
    Setting("calls_per_hour", "whole", "the pace that is kept to", assumed.CALLS_PER_HOUR, 1),
    Setting("past_days", "number", "how long a past event is read", assumed.PAST_DAYS, 0, 36525),
    Setting("event_ids", "list", "ids of events to read beside those that are listed"),
    Setting("page_size", "whole", "rows of a page", assumed.PAGE_SIZE, 1, 10_000),
    Setting("paths", "table", "where the calls events, event and participants go"),
)
