"""A plan: exactly what a push would do to one race, and what it leaves alone and why."""

import hashlib
from dataclasses import dataclass
from typing import Literal

import msgspec

from push.kit.errors import Unbalanced

ActionName = Literal["create", "update", "withdraw"]
Reason = Literal[
    "no_name",
    "no_event",
    "excluded_event",
    "unknown_event",
    "placeholder",
    "told_twice",
    "duplicate_bib",
    "bib_taken",
    "id_taken",
    "gone",
]


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record: what the provider holds, what it is to hold, what we sent last."""

    field: str
    old: str
    new: str
    sent: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """One record to be sent or withdrawn; `changes` says what differs.

    `fields` is all that is sent besides the identity and `event`, the event that the record stands
    in after the call. Values of the scoring side are not in `fields`.
    """

    action: ActionName
    record_id: str
    name: str
    event: str
    fields: dict[str, str]
    changes: tuple[Change, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An active registration that is not sent, and why; `is_held` when the provider has it."""

    record_id: str
    name: str
    event: str
    bib: str
    reason: Reason
    detail: str
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A value of the scoring side that is left as it is, beside what the source and we say.

    `is_conflict` when both sides have changed it since the last send.
    """

    record_id: str
    name: str
    event: str
    field: str
    source: str
    sent: str
    provider: str
    is_conflict: bool = False


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A record, or part of one, that an undo does not restore, and why."""

    record_id: str
    name: str
    event: str
    detail: str


@dataclass(frozen=True, slots=True)
class ProviderOnly:
    """A record as the provider has it: of a walk-up, of staff, of a bib without a person.

    `why` says of one that we sent why it is no longer of this race, where that is known.
    """

    record_id: str
    name: str
    event: str
    bib: str
    is_placeholder: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """Values on which source and provider agree although we have not sent them."""

    record_id: str
    event: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a push of one race would do.

    `active` registrations are created, updated, frozen, unchanged or held back, each in exactly one
    of the five. `vanished` are people we sent whom the source no longer has without saying why, or
    sends to another race: they stay. `brakes` says in words what must be accepted before a send.
    `doubled` are second copies of our records in another event. `frozen` are updates and
    withdrawals that come too late to be sent; `unknown_starts` are events that cannot freeze.
    `teams` are made before their members. `events` are the race's, as the provider spelled them.

    A stored plan has its `number`. One that `undoes` another counts that one's records as active,
    and says what is `left_alone`.
    """

    connection: str
    race: str
    active: int
    unchanged: int
    creates: tuple[Action, ...] = ()
    updates: tuple[Action, ...] = ()
    withdrawals: tuple[Action, ...] = ()
    held_back: tuple[HeldBack, ...] = ()
    kept: tuple[Kept, ...] = ()
    provider_only: tuple[ProviderOnly, ...] = ()
    vanished: tuple[ProviderOnly, ...] = ()
    agreed: tuple[Agreed, ...] = ()
    doubled: tuple[ProviderOnly, ...] = ()
    brakes: tuple[str, ...] = ()
    id: str = ""
    frozen: tuple[Action, ...] = ()
    unknown_starts: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    left_alone: tuple[LeftAlone, ...] = ()
    number: int | None = None
    undoes: int | None = None

    @property
    def sends(self) -> tuple[Action, ...]:
        """The records that would be sent, creations first."""
        return self.creates + self.updates

    @property
    def actions(self) -> tuple[Action, ...]:
        """Everything that would be done."""
        return self.creates + self.updates + self.withdrawals

    @property
    def late(self) -> tuple[Action, ...]:
        """The active registrations whose changes are frozen."""
        return tuple(one for one in self.frozen if one.action != "withdraw")

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to send and nobody to withdraw."""
        return not (self.creates or self.updates or self.withdrawals)


def plan_id(plan: Plan) -> str:
    """The id of a plan: equal for plans that would do the same things to the same race."""
    actions = (plan.creates, plan.updates, plan.withdrawals)
    what: tuple[object, ...] = (plan.connection, plan.race, actions)
    if plan.undoes is not None:
        what = (*what, plan.undoes)
    content = msgspec.json.encode(what, order="sorted")
    return hashlib.sha256(content).hexdigest()[:16]


def action_text(action: Action) -> bytes:
    """The action as one text, equal for equal actions."""
    return msgspec.json.encode(action, order="sorted")


def check_balance(plan: Plan) -> None:
    """Passes a plan whose parts add up to its active registrations, each in one part.

    Raises: Unbalanced.
    """
    parts = [one.record_id for one in (*plan.sends, *plan.late)]
    parts += [one.record_id for one in plan.held_back]
    total = len(parts) + plan.unchanged
    if total != plan.active or len(set(parts)) != len(parts):
        raise Unbalanced(
            f"{plan.connection}, race {plan.race}: {plan.active} active registrations, but "
            f"{len(plan.creates)} to create + {len(plan.updates)} to update + {len(plan.late)} "
            f"frozen + {plan.unchanged} unchanged + {len(plan.held_back)} held back = {total}. "
            "Nothing was sent; report it."
        )


def plan_to_json(plan: Plan) -> bytes:
    """The plan as JSON, to be kept or shown and read again by `plan_from_json`."""
    return msgspec.json.encode(plan)


def plan_from_json(text: bytes | str) -> Plan:
    """The plan that `plan_to_json` wrote.

    Raises: msgspec.ValidationError when the text is something else.
    """
    return msgspec.json.decode(text, type=Plan)
