"""The systems that syncline pushes to: one line per target, imported when it is opened.

Scoring systems are sent people; others the edits of records that they hold themselves.
"""

TARGETS = {
    "chronotrack": "push.targets.chronotrack",
    "copernico": "push.targets.copernico",
}
RECORD_TARGETS = {
    "resources_centre": "push.targets.resources_centre",
}
ALL_TARGETS = {**TARGETS, **RECORD_TARGETS}
