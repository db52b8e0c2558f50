"""Everything about a Resources Centre that nobody has seen: change it here, or by settings.

Source: assumed, each line of it; no live answer exists anywhere, and the specification and its
client disagree. The other modules hold what either of them says.
"""

# The seed's; a deployment whose working endpoints are seen under /api/v1 sets `path_prefix`.
PATH_PREFIX = "/api"
# What may stand around the rows beside their own name, in this order; a bare list is taken too.
LIST_KEYS = ("data",)
# What a count of all rows may be called. It is compared with what came, which tells a list that is
# paged after all.
TOTALS = ("total", "count")
# A time without a zone is UTC: the reference server writes Python's naive ones.
READ_SECONDS = 60.0
