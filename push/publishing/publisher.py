"""What a provider implements that takes results back.

Writes are first built as a `Call` and then run, so that a dry run shows just what would be sent.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from push.kit.plan import Change
from push.publishing.plan import Row
from push.publishing.results import Result


@dataclass(frozen=True, slots=True)
class Place:
    """The registration event that results go to, by the provider's own ids."""

    race_id: str
    event_id: str


@dataclass(frozen=True, slots=True)
class Head:
    """What a result set is to be: its name, whose it is, who may see it, who is told."""

    name: str
    source: str
    is_public: bool
    is_preliminary: bool
    is_notifying: bool = False


@dataclass(frozen=True, slots=True)
class ResultSet:
    """A result set as the provider lists it; it counts so many `finishers` in it."""

    id: str
    name: str
    source: str
    is_public: bool
    is_preliminary: bool
    finishers: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """One result as the provider holds it; `fields` are the provider's own, as texts."""

    record_id: str
    name: str
    provider_id: str
    fields: Mapping[str, str]
    bib: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One write: the call's name, its path below the base URL, parameters and content."""

    name: str
    path: str
    params: Mapping[str, str]
    content: Mapping[str, Any]


class Publisher(Protocol):
    """A registration provider that takes results, as the kit sees it."""

    @property
    def name(self) -> str:
        """The provider's slug."""
        ...

    @property
    def batch_size(self) -> int:
        """How many results one call takes."""
        ...

    @property
    def can_notify(self) -> bool:
        """Whether it is settled for this account when exactly somebody is told of a result."""
        ...

    def problem(self, result: Result) -> str:
        """Why the provider cannot take this result; empty when it can."""
        ...

    def differences(self, fields: Mapping[str, str], held: Held) -> tuple[Change, ...]:
        """What the provider holds otherwise than `fields` say, as far as it shows it."""
        ...

    def sets(self, place: Place) -> list[ResultSet]:
        """The result sets of the event."""
        ...

    def read(self, place: Place, set_id: str) -> Iterator[Held]:
        """Every result in a set."""
        ...

    def new_set(self, place: Place, head: Head) -> Call:
        """The call that makes a set."""
        ...

    def edit_set(self, place: Place, set_id: str, head: Head) -> Call:
        """The call that makes a set be as `head` says."""
        ...

    def show_set(self, place: Place, set_id: str) -> Call:
        """The call after which everybody sees a set."""
        ...

    def hide_set(self, place: Place, set_id: str) -> Call:
        """The call after which nobody but the organizer sees a set."""
        ...

    def send(self, place: Place, set_id: str, rows: Sequence[Row]) -> Call:
        """The call that adds or changes these results."""
        ...

    def can_retract(self, record_id: str) -> bool:
        """Whether a call takes this one result back."""
        ...

    def retract(self, place: Place, set_id: str, rows: Sequence[Row]) -> Call:
        """The call that takes these results back."""
        ...

    def run(self, call: Call) -> None:
        """Makes a call.

        Raises: BadReply when it was refused as a whole; Transient with `outcome_unknown` when the
            provider may have done it; other errors when nothing can go.
        """
        ...
