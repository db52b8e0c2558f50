"""What stops a push, below the shared family of `extract.kit.errors`.

SynclineError
└── PushError        a push cannot go on
    ├── PlanClosed   the plan cannot be applied or undone: that has been done, or it is not kept
    ├── PlanMoved    the plan no longer holds: the provider or the served rows have changed
    ├── PushBraked   a brake is on and was not accepted
    ├── PushBusy     another push of the same race is going on
    └── Unbalanced   the plan's sums do not add up, so nothing may be sent
"""

from extract.kit.errors import SynclineError


class PushError(SynclineError):
    """A push cannot go on."""


class PlanClosed(PushError):
    """The plan cannot be applied or undone: that has been done, or it is not kept."""


class PlanMoved(PushError):
    """The plan no longer holds: the provider or the served rows have changed since it was made."""


class PushBraked(PushError):
    """A brake is on and was not accepted."""


class PushBusy(PushError):
    """Another push of the same race is going on."""


class Unbalanced(PushError):
    """The plan's sums do not add up, so nothing may be sent."""
