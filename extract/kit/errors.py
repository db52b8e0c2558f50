"""The error family. Every message names provider, connection, entity, what was seen and what to do.

SynclineError
├── ConfigError            a setting or a secret is missing or wrong
├── WarehouseBusy          another process holds the warehouse for longer than we wait
├── WarehouseFailed        the warehouse went away, or its disk or memory is full
├── LandingError           the warehouse refused what was to be landed
└── ProviderError          a provider's answer, or its absence
    ├── AuthError          the key is wrong or expired
    ├── PermissionDenied   the key is right but this one thing is closed to it
    ├── NotFound           the thing asked for is not there
    ├── BadReply           an answer that cannot be used; asking again does not help
    └── Transient          asking again may help
        ├── Throttled      too many calls; carries `retry_after`
        ├── ServerError    a status of 5xx or 408; a write may or may not have happened
        └── Unreachable    no whole reply; `outcome_unknown` says whether the call may have worked
"""

from collections.abc import Callable
from dataclasses import dataclass


class SynclineError(Exception):
    """Anything that syncline itself reports; `str()` is fit to show to a person."""


class ConfigError(SynclineError):
    """A setting or a secret is missing or wrong."""


class WarehouseBusy(SynclineError):
    """Another process holds the warehouse for longer than this one may wait."""


class WarehouseFailed(SynclineError):
    """The warehouse went away in the middle, or its disk or memory is full."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"The warehouse failed: {words.strip()[:300]}. What was not complete stays invisible. "
            "See that it runs and has room, then run the same command again."
        )


class LandingError(SynclineError):
    """The warehouse refused rows that were to be landed."""


@dataclass(frozen=True)
class Where:
    """The call a failure belongs to: `provider`, `connection` slug, `entity`, `endpoint` path."""

    provider: str
    connection: str
    entity: str = "-"
    endpoint: str = "-"


class ProviderError(SynclineError):
    """A provider's answer, or its absence. `seen` and `todo` hold no secret."""

    def __init__(self, where: Where, *, seen: str, todo: str) -> None:
        super().__init__(where, seen, todo)
        self.where = where
        self.seen = seen
        self.todo = todo

    def __str__(self) -> str:
        """One line: where, what was seen, what to do."""
        where = self.where
        return (
            f"{where.provider} (connection {where.connection}, entity {where.entity}, "
            f"{where.endpoint}): {self.seen}. {self.todo}"
        )

    def hide(self, clean: Callable[[str], str]) -> None:
        """Takes secrets out of what was seen."""
        self.seen = clean(self.seen)
        self.args = (self.where, self.seen, self.todo)


class AuthError(ProviderError):
    """The key is wrong, expired or locked."""


class PermissionDenied(ProviderError):
    """The key is right but this one thing is closed to it."""


class NotFound(ProviderError):
    """The thing asked for is not there."""


class BadReply(ProviderError):
    """An answer that cannot be used; asking again does not help."""


class Transient(ProviderError):
    """Asking again may help."""

    retry_after: float | None = None
    outcome_unknown: bool = False


class Throttled(Transient):
    """Too many calls. The provider did not act on this one."""

    def __init__(
        self, where: Where, *, seen: str, todo: str, retry_after: float | None = None
    ) -> None:
        super().__init__(where, seen=seen, todo=todo)
        self.retry_after = retry_after


class ServerError(Transient):
    """A status of 5xx or 408. A write may or may not have happened."""

    outcome_unknown = True


class Unreachable(Transient):
    """No whole reply arrived; `outcome_unknown` says whether the call may have worked."""

    def __init__(self, where: Where, *, seen: str, todo: str, outcome_unknown: bool) -> None:
        super().__init__(where, seen=seen, todo=todo)
        self.outcome_unknown = outcome_unknown
