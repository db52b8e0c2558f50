"""Everything about Stripe's answers that its pages do not promise: change it here once confirmed.

Source: assumed, each line of it; the shapes of errors are documented, their words were seen.
"""

from __future__ import annotations

BAD_LIMIT = "Invalid integer: {}"
LIMIT_OUT_OF_RANGE = "This value must be between 1 and 100."
BAD_VERSION = "Invalid Stripe API version: {}"
BOTH_CURSORS = "You may only specify one of these parameters: ending_before, starting_after."
BOTH_TYPES = "You may only specify one of these parameters: type, types."
TOO_MANY_TYPES = "You may pass at most 20 types."
NO_ACCOUNT = "The provided key does not have access to account '{}' (or it does not exist)."
NO_PATH = "Unrecognized request URL ({}: {})."

# What a list inside a record shows of itself before it has to be asked for.
SHOWN_INSIDE = 10
# What an account that never chose a version answers in.
ACCOUNT_VERSION = "2023-10-16"
