"""Everything about GraphQL servers that no specification says: change it here, or by settings.

Source: assumed, seen at one server or another; error codes are each server's own words.
"""

# Codes in `errors[].extensions.code`, in small letters and with dashes.
AUTH_CODES = frozenset({
    "access-denied", "unauthenticated", "unauthorized", "forbidden", "invalid-jwt",
    "invalid-headers", "missing-http-header",
})  # fmt: skip
THROTTLE_CODES = frozenset({
    "throttled", "rate-limited", "rate-limit-exceeded", "too-many-requests", "max-cost-exceeded",
})  # fmt: skip
PASSING_CODES = frozenset({
    "service-unavailable", "timeout", "gateway-timeout", "downstream-service-error",
})  # fmt: skip

# How paging variables are called where the settings do not say.
SIZE_VARIABLES = ("first", "limit", "perPage", "pageSize", "per_page", "page_size", "take")
CURSOR_VARIABLES = ("after", "cursor")
OFFSET_VARIABLES = ("offset", "skip")
PAGE_VARIABLES = ("page", "pageNumber", "page_number")

# A watermark is sent as ISO 8601 text; a full read starts here.
LONG_AGO = "1970-01-01T00:00:00+00:00"
# Numbers from here on are milliseconds since 1970, below it seconds.
FIRST_MILLISECONDS = 100_000_000_000

BATCH_SIZE = 100
READ_SECONDS = 30.0
DELAY_MS = 200
# A list that goes on for longer is taken to have no end.
MOST_PAGES = 1_000_000
MOST_EMPTY_PAGES = 100

# Custom scalars by name, in small letters; all others are text.
SCALARS = {
    "int": "bigint", "bigint": "bigint", "long": "bigint", "smallint": "bigint",
    "int64": "bigint", "float": "double precision", "double": "double precision",
    "numeric": "numeric", "decimal": "numeric", "bigdecimal": "numeric", "money": "numeric",
    "boolean": "boolean", "timestamptz": "timestamptz", "datetime": "timestamptz",
    "instant": "timestamptz", "date": "date", "json": "json", "jsonb": "json",
    "jsonobject": "json",
}  # fmt: skip
