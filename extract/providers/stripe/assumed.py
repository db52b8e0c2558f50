"""Everything about Stripe that its pages do not promise: change it here, or by a setting.

Source: assumed, each line of it; what the other modules do is documented or was seen in a client.
"""

from datetime import timedelta

# Events are kept for thirty days (documented). How sharply they end is not: a cursor that comes
# nearer to that than this is taken for too old.
NEAR_THE_END = timedelta(hours=1)

# 25 calls a second are what one endpoint, and a sandbox as a whole, allow (documented); a live
# account may make a hundred in all. The setting `calls_per_second`.
CALLS_PER_SECOND, MOST_PER_SECOND = 25, 100

# Records asked for by id at the same time. The setting `in_flight`.
IN_FLIGHT = 4

# Prices that are paid once are no plans, and asking for one of them as a plan gives nothing. The
# `type` of such a price in an event.
ONE_OFF = "one_time"

# How often a list inside a record is begun anew when it changes while it is read.
NESTED_TRIES = 3
