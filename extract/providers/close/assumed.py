"""Everything about Close that is not documented, or not seen often: change it here.

Source: assumed or seen in client code, as each line says; the other modules hold what is documented
or stands in recorded answers.
"""

from datetime import UTC, datetime, timedelta

from extract.kit.budget import Rate

# Buckets are per group of endpoints and differ by plan: 240 in a window of eight seconds were seen
# for most of them, 16 for the search. A refusal says how long to wait, this only keeps peace.
RATES = (Rate(240, 8.0),)

# The event log folds later actions into events of the last five minutes (documented). The search
# lags behind writes (assumed: by up to ten minutes), so that both are read from this far back.
OVERLAP = timedelta(minutes=15)

# How long the event log goes back (documented), less what a slow read takes.
EVENTS_KEPT = timedelta(days=30) - timedelta(hours=1)

# One search gives at most so many rows, whatever its cursor says (client code). Its own count of
# what it found is believed before this.
SEARCH_ROWS = 10_000

# How many questions are asked at the same time (chosen).
IN_FLIGHT = 4

# The default of `_limit` is documented, its maxima are not; over one of them the server says it.
PAGE_SIZE = 100
SEARCH_PAGE_SIZE = 200
EVENTS_PAGE_SIZE = 50

# No record is older than the product (assumed), and a meeting may lie so far ahead (assumed).
FIRST_DAY = datetime(2010, 1, 1, tzinfo=UTC)
FURTHEST_AHEAD = timedelta(days=3660)

# The search takes moments in whole seconds, as every client writes them (client code).
SEARCH_MOMENT = "%Y-%m-%dT%H:%M:%SZ"

# Fields that a search answers beside those that it is asked for by name (client code).
CUSTOM = "custom"

# A kind of custom field that an account's plan does not have is refused (assumed), which leaves it
# out with a note. The setting `custom_field_kinds` names the kinds that are read.
CUSTOM_FIELD_KINDS = (
    "lead", "contact", "opportunity", "activity", "custom_object_type", "shared",
)  # fmt: skip
# These two take no paging parameters (documented).
UNPAGED_KINDS = frozenset({"custom_object_type", "shared"})

# A delivery of a webhook is taken for so long after it was signed; nothing says for how long.
WEBHOOK_MAX_AGE = timedelta(minutes=5)
