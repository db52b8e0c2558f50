"""What stops a push, below the shared family of `extract.kit.errors`.

SynclineError
└── PushError        a push cannot go on
    ├── PlanMoved    the plan no longer holds: the provider or the served rows have changed
    ├── PushBraked   a brake is on and was not accepted
    └── Unbalanced   the plan's sums do not add up, so nothing may be sent
"""

from extract.kit.errors import SynclineError


class PushError(SynclineError):
    """A push cannot go on."""


class PlanMoved(PushError):
    """The plan no longer holds: the provider or the served rows have changed since it was made."""


class PushBraked(PushError):
    """A brake is on and was not accepted."""


class Unbalanced(PushError):
    """The plan's sums do not add up, so nothing may be sent."""
