"""Everything about ChronoTrack Live that nobody has seen: change it here, or by settings.

Source: assumed, each line of it; the other modules hold what is documented or was seen in client
code.
"""

from extract.kit.budget import Rate

# No limit is published; one project keeps to 2,000 calls an hour. At most five calls at once.
RATES = (Rate(2000, 3600.0),)
IN_FLIGHT = 4

# From how many days before an event's start to how many after it the event is read. The settings
# `days_before` and `days_after`; the account's list names every event all the same.
DAYS_BEFORE = 120
DAYS_AFTER = 30

# The last part of each list's address below `/event/{id}`; `reg-choice` and the envelope of `wave`
# were seen in one client's notes only. The setting `paths` replaces single ones.
PATHS = {
    "races": "race",
    "entries": "entry",
    "reg_choices": "reg-choice",
    "waves": "wave",
    "intervals": "interval",
    "brackets": "bracket",
    "results": "results",
}

# Further names an answer's list may have, after the one by the rule `parent_child`. The setting
# `aliases` adds some.
ALIASES = {
    "events": ("events",),
    "races": ("races", "race"),
    "entries": ("entries", "entry"),
    "reg_choices": ("reg_choices", "event_reg_choices", "reg_choice"),
    "waves": ("waves", "event_waves"),
    "intervals": ("intervals", "event_intervals"),
    "brackets": ("brackets", "event_brackets"),
    "results": ("results",),
}

# Test events and test entries are asked for, as clients do. The setting `test_data`.
TEST_DATA = True

# The token's address is the same host's, outside `/api`; nobody was seen using a refresh token, so
# a token that is refused is asked for anew. The setting `token_url`.
TOKEN_PATH = "/oauth2/token"

# The rankings asked for beside the overall one: what a bracket is called when a whole kind of it is
# meant. The setting `brackets` replaces them; names of single brackets do as well.
BRACKETS = ("SEX", "AGE")
