"""Everything about NowRepBlue that nobody has seen: change it here, or by a connection's settings.

Source: assumed, each line of it; the other modules hold what was seen in client code.
"""

# The public API asks for nothing. A private deployment is taken to accept a token in one of these
# headers; the setting `auth` chooses, and without a token neither is sent.
AUTH_HEADERS = {
    "bearer": ("Authorization", "Bearer {}"),
    "x-sync-secret": ("x-sync-secret", "{}"),
}
DEFAULT_AUTH = "bearer"

# A whole entity comes as one reply, which takes a while to begin. The setting `read_seconds`.
READ_SECONDS = 90.0
