"""The settings of a Haku connection."""

from extract.kit.settings import PACED, TIME_ZONE, TIMEOUT, Setting
from extract.providers.haku.assumed import READ_SECONDS, TOKEN, Options

USUAL = Options()
SETTINGS = (
    PACED,
    TIME_ZONE,
    TIMEOUT.having(READ_SECONDS),
    Setting("stamp_zone", "zone", "zone of all other times", USUAL.stamp_zone),
    Setting("token_url", "url", "where tokens are asked for", USUAL.token_url),
    Setting("authorization", "text", "the header that carries the token", TOKEN),
    Setting("paths", "table", "where the calls events, participants and registration go"),
    Setting("per_page", "whole", "rows of a page", USUAL.per_page, 1),
    Setting("max_pages", "whole", "pages of one list at most", USUAL.max_pages, 1),
    Setting("events", "list", "ids of the events to read; without it all"),
    Setting("detail_calls", "whole", "details read in one run at most", USUAL.detail_calls, 0),
    Setting("refresh_days_before", "whole", "before race day", USUAL.refresh_days_before, 0),
    Setting("refresh_days_after", "whole", "after race day", USUAL.refresh_days_after, 0),
    Setting("refresh_hours", "whole", "age at which a detail is old", USUAL.refresh_hours, 0),
    Setting("refresh_share_pct", "whole", "calls for old ones", USUAL.refresh_share_pct, 0, 100),
    Setting("calls_per_hour", "whole", "the pace that is kept to", USUAL.calls_per_hour, 1),
    Setting("trial", "switch", "land nothing, tell the names of the fields", default=False),
)
