"""Everything about Race Roster that is only assumed, or that two clients tell differently.

Each value is a default: the connection's setting of the same name, in small letters, replaces it.

Source: assumed, or seen in the code of few public clients; the other modules hold what the vendor
documents or several clients agree on.
"""

# The token call stands outside the versioned API; relative to the setting `base_url`.
TOKEN_URL = "../oauth/authorize"
# Neither `client_credentials` nor `password`: three clients send this word.
GRANT = "access_token"
# Seen once. Without it (an empty setting) each new token is asked for with all four secrets.
REFRESH_GRANT = "refresh_token"
# A token without `expires_in` is taken to live as long as the documented sample.
LIFETIME_SECONDS = 86_400.0
# A new token is asked for when the old one has less than this left.
RENEW_SECONDS = 60.0

# The setting `paths` replaces single ones; `{event_id}` is put in.
PATHS = {
    "events": "/events",
    "event": "/events/{event_id}",
    "participants": "/events/{event_id}/participants",
}
# The largest `limit` is unknown; this one was seen. For participants `offset` and `limit` are
# assumed to work as for events.
PAGE_SIZE = 50
# How long a reply may take.
READ_SECONDS = 90.0

# No limit is published; these are what clients keep to.
CALLS_PER_SECOND = 1
CALLS_PER_HOUR = 1000

# How long after its last start an event that is no longer listed is read by its id.
PAST_DAYS = 30.0
