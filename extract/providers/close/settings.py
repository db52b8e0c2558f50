"""What can be set on a connection to Close."""

from extract.kit.settings import BATCH_SIZE, IN_FLIGHT, OVERLAP, PACED, TIMEOUT, Setting
from extract.providers.close import assumed

SEARCH_SIZE = "search_size"
FIELD_KINDS = "custom_field_kinds"
COLUMNS = "custom_columns"
READ_SECONDS = 90.0
SETTINGS = (
    BATCH_SIZE.having(assumed.PAGE_SIZE),
    Setting(SEARCH_SIZE, "whole", "rows of a search at once", assumed.SEARCH_PAGE_SIZE, 1, 200),
    Setting(
        FIELD_KINDS,
        "list",
        "kinds of objects whose custom fields are read",
        list(assumed.CUSTOM_FIELD_KINDS),
    ),
    Setting(
        COLUMNS,
        "table",
        "custom fields served as columns of their own: by kind of object, each column's field id",
    ),
    IN_FLIGHT.having(assumed.IN_FLIGHT),
    OVERLAP.having(assumed.OVERLAP.total_seconds()),
    PACED,
    TIMEOUT.having(READ_SECONDS),
)
