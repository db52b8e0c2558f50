"""The systems that syncline pushes to: one line per target, imported when it is opened."""

TARGETS = {
    "copernico": "push.targets.copernico",
}
