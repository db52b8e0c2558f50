"""What can be set on a connection to Current RMS."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from extract.kit.settings import OVERLAP, PACED, Setting, number_of
from extract.providers.current_rms import assumed

SUBDOMAIN = Setting("subdomain", "text", "the account's name: acme, of acme.current-rms.com")
SIZE = Setting(
    "batch_size", "whole", "rows asked for at once", assumed.LARGEST_PAGE, 1, assumed.LARGEST_PAGE
)
CALLS = Setting(
    "calls_per_minute", "whole", "the account's budget", assumed.CALLS_PER_MINUTE, 1, 6000
)
BACK = Setting("days_back", "whole", "days before today in the window", assumed.DAYS_BACK, 0, 7320)
AHEAD = Setting("days_ahead", "whole", "days after it", assumed.DAYS_AHEAD, 0, 7320)
MODE = Setting("filtermode", "text", "the filter mode that hides nothing", assumed.FILTERMODE)
DELETIONS = Setting(
    "deletions_by",
    "text",
    "how a read of changes finds what is gone: by the log of actions, or by asking for every id",
    "log",
    one_of=("log", "ids"),
)
COLUMNS = Setting(
    "custom_columns",
    "table",
    "custom fields served as columns of their own: each column's field key, or its field and type "
    "(text, number, date, datetime, boolean)",
)
SETTINGS = (
    SUBDOMAIN,
    SIZE,
    CALLS,
    BACK,
    AHEAD,
    MODE,
    DELETIONS,
    COLUMNS,
    OVERLAP.having(assumed.OVERLAP.total_seconds()),
    PACED,
)
Window = tuple[datetime, datetime]


def page_size(settings: Mapping[str, Any]) -> int:
    """Rows asked for at once. Raises: ConfigError."""
    return int(number_of(settings, SIZE, assumed.LARGEST_PAGE))


def filtermode(settings: Mapping[str, Any]) -> str:
    """The filter mode that every list is asked with."""
    return str(settings.get(MODE.name, assumed.FILTERMODE))


def window(settings: Mapping[str, Any], now: datetime) -> Window:
    """The first and the last moment that a hire has to touch, UTC. Raises: ConfigError."""
    back = number_of(settings, BACK, assumed.DAYS_BACK)
    ahead = number_of(settings, AHEAD, assumed.DAYS_AHEAD)
    return now - timedelta(days=back), now + timedelta(days=ahead)
