"""A publication's plan: exactly which results would be sent, taken back and left, and why."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from push.kit.plan import Change

RowAction = Literal["add", "change", "retract"]
Finality = Literal["preliminary", "official"]


@dataclass(frozen=True, slots=True)
class Row:
    """One result to be sent or taken back; `fields` is all of its content, not only what changed.

    `fields` are texts: status, place, gun_time and chip_time (milliseconds), bib_number, and for
    somebody without a registration first_name, last_name and gender. `provider_id` is the
    provider's own id of the row that it holds, empty when it holds none.
    """

    action: RowAction
    record_id: str
    name: str
    fields: Mapping[str, str]
    changes: tuple[Change, ...] = ()
    provider_id: str = ""

    @property
    def content_hash(self) -> str:
        """What tells this content from any other."""
        return content_hash(self.fields)


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A result that is not sent, and why; what the provider holds of it is left as it is."""

    record_id: str
    name: str
    bib: str
    reason: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """A row at the provider that no publication of ours has sent."""

    record_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a publication of one event would do.

    `steps` says in words what happens to the result set as a whole. `waiting` counts by status who
    has no publishable result yet, `elsewhere` by connection whose registration stands with another
    provider. `by_hand` are results to be taken back for which the provider has no call.
    """

    connection: str
    event_key: str
    event: str
    scoring: str
    finality: Finality
    is_notifying: bool
    unchanged: int
    published: int
    adds: tuple[Row, ...] = ()
    changes: tuple[Row, ...] = ()
    retractions: tuple[Row, ...] = ()
    by_hand: tuple[Row, ...] = ()
    held_back: tuple[HeldBack, ...] = ()
    foreign: tuple[Foreign, ...] = ()
    waiting: Mapping[str, int] = field(default_factory=dict)
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    steps: tuple[str, ...] = ()
    brakes: tuple[str, ...] = ()
    number: int = 0

    @property
    def sends(self) -> tuple[Row, ...]:
        """The results that would be sent; changes first, for they may set a bib free."""
        return self.changes + self.adds

    @property
    def rows(self) -> tuple[Row, ...]:
        """Everything that would be done to single results, by a call or by hand."""
        return self.sends + self.retractions + self.by_hand

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to call the provider for."""
        return not (self.sends or self.retractions or self.steps)

    @property
    def figures(self) -> str:
        """The plan in one short line."""
        return (
            f"{len(self.adds):,} new + {len(self.changes):,} changed + {self.unchanged:,} "
            f"unchanged; {len(self.retractions) + len(self.by_hand):,} to take back"
        )


def content_hash(fields: Mapping[str, str]) -> str:
    """The hash of a result's content, whatever the order of its fields."""
    return hashlib.sha256(msgspec.json.encode(fields, order="sorted")).hexdigest()
