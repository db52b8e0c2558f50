"""Everything about Current RMS that is not documented, or not seen often: change it here.

Source: assumed or seen in client code, as each line says; the other modules hold what independent
clients agree on.
"""

from datetime import timedelta

from extract.kit.budget import Rate

# Unverified: 60 and 120 calls a minute are both quoted, no client reads a limit from a header. The
# setting `calls_per_minute`.
CALLS_PER_MINUTE = 60
RATES = (Rate(CALLS_PER_MINUTE, 60.0),)

# Most rows of a page (client code). A larger `per_page` may be lowered or refused.
LARGEST_PAGE = 100

# Which filter mode leaves nothing out: `all` is seen on members and products, on opportunities it
# is assumed, and the default with none given is unknown. The setting `filtermode`; what a mode
# hides is found by its id.
FILTERMODE = "all"

# How far before its cursor a read starts: five minutes and an hour were seen (client code).
OVERLAP = timedelta(minutes=5)

# The window of the original mirror; its document and its later code disagree. Settings.
DAYS_BACK, DAYS_AHEAD = 30, 365

# The log of actions tells deletions: the path and its filters are seen (client code), that
# `subject_type` can be filtered is assumed, so that every row of it is looked at as well.
ACTIONS, DESTROYED, SUBJECT = "/actions", "destroy", "Opportunity"
