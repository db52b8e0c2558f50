"""Everything about writing to a Resources Centre, of which nobody has seen anything.

Source: assumed, each line of it. The specification has reading alone; the flow the other way that
its project describes is for other content. A centre that takes no changes answers 404 or 405 to
each, which stands in the plan's outcome record by record; nothing else comes of it.
"""

from collections.abc import Mapping

# What stands before the list, as the reading side has it.
PATH_PREFIX = "/api"
# `PUT {prefix}/speakers/1` with the fields to be changed and no others; null clears one.
RECORD_PATH = "/{entity}/{record_id}"
# The served view's field -> what the centre calls it. Names of neither side are sent without.
FIELDS: Mapping[str, Mapping[str, str]] = {
    "speakers": {"name": "name", "title": "title", "company": "company", "bio": "bio"},
    "organizers": {"name": "name", "website_url": "website", "description": "description"},
    "sponsors": {
        "name": "name", "website_url": "website", "tier": "tier", "logo_url": "logo_url",
        "description": "description",
    },
}  # fmt: skip
# What says that the one record, or the whole way of writing, is not there.
NOT_TAKEN = frozenset({400, 403, 404, 405, 409, 415, 422, 501})
READ_SECONDS = 60.0
