"""The systems that syncline pushes to: one line per target, imported when it is opened."""

TARGETS = {
    "chronotrack": "push.targets.chronotrack",
    "copernico": "push.targets.copernico",
}
