"""Everything about NowRepBlue's answers that nobody has seen: change it here once it is confirmed.

Source: assumed, each line of it; the other modules hold what was seen in client code.
"""

from __future__ import annotations

NOT_FOUND = "Not Found"
UNAUTHORIZED = {"error": "Unauthorized"}
BAD_LIMIT = {"error": "limit must be a number"}
ERROR = {"error": "Internal Server Error", "message": "The database cannot be reached"}
WEB_PAGE = "<!DOCTYPE html>\n<html><head><title>We are back soon</title></head></html>\n"

# A private deployment may ask for its token in one of these headers.
TOKEN_FORMS = {"authorization": "Bearer {}", "x-sync-secret": "{}"}

# Videos may have no known size; both ways of saying so are served.
VIDEO_SIZES = ((1920, 1080), (0, 0), (None, None))
