"""Everything about Close's answers that is not documented: change it here once it is confirmed.

Source: assumed, each line of it; the other modules hold what is documented or was recorded.
"""

from __future__ import annotations

UNAUTHORIZED = {"error": "Unauthorized"}
FORBIDDEN = {"error": "You do not have permission to perform this action."}
NO_PLAN = {"error": "Your plan does not include this feature."}

# In which order the lists come that take no `_order_by`: the newest first.
DEFAULT_ORDER = {
    "lead": "-date_updated",
    "contact": "-date_created",
    "opportunity": "-date_updated",
    "activity": "-date_created",
    "user": "first_name",
    "custom_field": "name",
}

# The filters of the event log that go together, beside dates and paging.
EVENT_FILTERS = (
    frozenset[str](),
    frozenset({"object_type", "action"}),
    frozenset({"object_type", "object_id"}),
    frozenset({"object_id", "action"}),
    frozenset({"lead_id"}),
    frozenset({"lead_id", "object_type"}),
    frozenset({"lead_id", "action"}),
    frozenset({"lead_id", "object_type", "action"}),
    frozenset({"user_id"}),
    frozenset({"user_id", "object_type"}),
    frozenset({"user_id", "object_type", "action"}),
    frozenset({"request_id"}),
)
