"""What can be set on a connection to a Resources Centre."""

from extract.kit.settings import TIMEOUT, Setting
from extract.providers.resources_centre import assumed

PREFIX = "path_prefix"
SETTINGS = (
    Setting(PREFIX, "text", "what stands before /speakers: /api or /api/v1", assumed.PATH_PREFIX),
    TIMEOUT.having(assumed.READ_SECONDS),
)
