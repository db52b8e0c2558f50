"""What stops a publication, below the family of `push.kit.errors`.

PushError
├── NotApproved          nobody has approved what would be sent
├── NothingPlanned       there is no plan that an approval could be for
├── PublishedElsewhere   another process publishes the same event right now
└── CannotPublish        this provider, or this account, has no way for what was asked
"""

from push.kit.errors import PushError


class NotApproved(PushError):
    """Nobody has approved what would be sent."""


class NothingPlanned(PushError):
    """There is no plan that an approval could be for."""


class PublishedElsewhere(PushError):
    """Another process publishes the same event right now."""


class CannotPublish(PushError):
    """The provider, or the account, has no way for what was asked."""
