"""Whatever happens on either side and on the way, the next good push ends in the right state."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.kit.errors import ProviderError
from push.kit.apply import Applied, apply
from push.kit.ledger import METADATA
from push.kit.plan import Plan
from push.kit.planning import make_plan
from push.kit.target import Limits, Record
from tests.push.world import World, lost_reply, never_sent, person, refused, server_error, world

PEOPLE = 6
# Each example is many pushes: a build tries fewer of them than it does of cheap ones.
EXAMPLES = settings().max_examples // 4
FAULTS: dict[str, Callable[[], ProviderError]] = {
    "lost": lost_reply,
    "down": never_sent,
    "error": server_error,
    "refused": refused,
}


@dataclass(frozen=True)
class Edit:
    """A change of one person, in the source or at the provider."""

    where: str
    number: int
    field: str
    value: str


@dataclass(frozen=True)
class Push:
    """A push whose first calls fail, after storing them or before."""

    fault: str
    times: int
    after: bool


VALUES = {
    "bib_number": st.sampled_from(["1", "2", "3", "900"]),
    "last_name": st.sampled_from(["Runner", "Else"]),
    "phone": st.sampled_from(["", "555", "666"]),
    "event_name": st.sampled_from(["10K", "5K"]),
    "status": st.sampled_from(["active", "removed"]),
}
EDITS = st.sampled_from(sorted(VALUES)).flatmap(
    lambda field: st.builds(
        Edit,
        where=st.sampled_from(["source", "provider"]),
        number=st.integers(1, PEOPLE),
        field=st.just(field),
        value=VALUES[field],
    )
)
PUSHES = st.builds(
    Push,
    fault=st.sampled_from(sorted(FAULTS)),
    times=st.integers(0, 5),
    after=st.booleans(),
)


@contextmanager
def small_world() -> Iterator[World]:
    """Six people, two per call, none of them sent."""
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    METADATA.create_all(engine)
    made = world(engine, [person(number) for number in range(1, PEOPLE + 1)])
    made.target.limits = Limits(2)
    yield made
    engine.dispose()


def play(made: World, step: Edit | Push) -> None:
    """Lets one thing happen."""
    if isinstance(step, Push):
        push_with_faults(made, step)
    elif step.where == "source":
        change: dict[str, Any] = {step.field: step.value}
        made.people[step.number - 1] = replace(made.people[step.number - 1], **change)
    elif held := made.target.held.get(f"runsignup-{step.number}"):
        held[step.field] = step.value


def push_with_faults(made: World, push: Push) -> None:
    """Pushes while the first calls fail; a push that has to stop is one that a person sees."""
    left = [FAULTS[push.fault]() for _ in range(push.times)]

    def fail(_records: Sequence[Record]) -> None:
        if left:
            raise left.pop()

    made.target.before, made.target.after = nothing, nothing
    if push.after:
        made.target.after = fail
    else:
        made.target.before = fail
    with suppress(ProviderError):
        apply(made.job, make_plan(made.job), accept=True)
    made.target.before, made.target.after = nothing, nothing


def nothing(_records: Sequence[Record]) -> None:
    """Lets a call pass."""


def finish(made: World, steps: list[Edit | Push]) -> tuple[Applied, Plan]:
    """Plays all steps, then pushes well, and gives that push and the plan after it."""
    for step in steps:
        play(made, step)
    applied = apply(made.job, make_plan(made.job), accept=True)
    return applied, make_plan(made.job)


def wrongly_held(made: World, plan: Plan) -> list[str]:
    """Active people who are not held as the registration's own fields say."""
    back = {one.record_id for one in plan.held_back}
    wanted = [one for one in made.people if one.status == "active" and one.record_id not in back]
    return [
        one.record_id
        for one in wanted
        if made.target.held.get(one.record_id, {}).get("last_name") != one.last_name
    ]


@settings(max_examples=EXAMPLES)
@given(st.lists(EDITS | PUSHES, max_size=8))
def test_the_next_good_push_ends_in_the_right_state(steps: list[Edit | Push]) -> None:
    with small_world() as made:
        applied, after = finish(made, steps)

        assert applied.rejected == ()
        assert (after.creates, after.updates) == ((), ())
        assert wrongly_held(made, after) == []
        assert {entry.action for entry in made.job.ledger.open_entries()} <= {"withdraw"}


@settings(max_examples=EXAMPLES)
@given(st.lists(EDITS | PUSHES, max_size=8))
def test_no_push_ever_gives_one_bib_to_two(steps: list[Edit | Push]) -> None:
    ours = [step for step in steps if isinstance(step, Push) or step.where == "source"]
    with small_world() as made:
        finish(made, ours)

        places = [(one["event_name"], one["bib_number"]) for one in made.target.held.values()]

    assert len(places) == len(set(places))
