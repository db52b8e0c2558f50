"""Everything about Haku's answers that nobody has seen: change it here once it is confirmed.

Source: assumed, each line of it; the other modules hold what one client's notes show.
"""

from __future__ import annotations

UNAUTHORIZED = {"message": "Unauthorized"}
NOT_FOUND = {"message": "Not Found"}
BAD_NUMBER = {"message": "page and per_page must be numbers from 1 on"}
INVALID_CLIENT = {"error": "invalid_client"}
WRONG_GRANT = {"error": "unsupported_grant_type"}
WEB_PAGE = "<!DOCTYPE html>\n<html><head><title>We are back soon</title></head></html>\n"
GENDERS = {"F": "Female", "M": "Male", "X": "Non-Binary"}
# The size of a page for which none is asked.
DEFAULT_SIZE = 25
