"""Whatever is scored and whatever fails, the next good publication ends in the right state."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.kit.errors import ProviderError
from push.kit.errors import PushError
from push.kit.ledger import METADATA
from push.publishing.job import Feed, Job, Rules
from push.publishing.ledger import Publications
from push.publishing.planning import FINALITIES, Wish
from push.publishing.publish import Published, plan_publication, publish, unpublish
from push.publishing.publisher import Call, Place
from push.publishing.results import Result
from tests.push.publishing.memory import MemoryPublisher
from tests.push.publishing.results_world import ADA
from tests.push.publishing.test_sorting import RUNNER
from tests.push.world import lost_reply, never_sent, refused, server_error

RUNNERS = 5
# Each example is many publications: a build tries fewer of them than it does of cheap ones.
EXAMPLES = settings().max_examples // 4


class Killed(BaseException):
    """The process is gone; nothing of ours runs any more."""


FAULTS = {
    "lost": lost_reply, "down": never_sent, "error": server_error, "refused": refused,
    "killed": Killed,
}  # fmt: skip


@dataclass(frozen=True)
class Score:
    """What the timer says of one runner."""

    number: int
    status: str
    seconds: int


@dataclass(frozen=True)
class Publish:
    """A publication of which some calls in a row fail, after or before they do their work."""

    is_official: bool | None
    is_notifying: bool
    fault: str
    skip: int
    times: int
    after: bool


@dataclass(frozen=True)
class TakeDown:
    """Taking the results down."""


SCORES = st.builds(
    Score,
    number=st.integers(0, RUNNERS - 1),
    status=st.sampled_from(["finished", "finished", "disqualified", "running"]),
    seconds=st.integers(3000, 3003),
)
PUBLICATIONS = st.builds(
    Publish,
    is_official=st.sampled_from([True, False, None]),
    is_notifying=st.booleans(),
    fault=st.sampled_from(sorted(FAULTS)),
    skip=st.integers(0, 8),
    times=st.integers(0, 5),
    after=st.booleans(),
)
STEPS = st.lists(SCORES | PUBLICATIONS | st.builds(TakeDown), max_size=8)


@dataclass
class Story:
    """An event's results, its provider and its record."""

    store: sa.Engine
    publisher: MemoryPublisher = field(default_factory=MemoryPublisher)
    results: list[Result] = field(default_factory=list)

    def job(self) -> Job:
        """The publication as things are now."""
        feed = Feed("harbor", "harbor-910101", "10 Mile", "10 Mile", tuple(self.results), {})
        ledger = Publications(self.store, feed.connection, feed.event_key)
        return Job(feed, self.publisher, ledger, Place("9", "91"), Rules("10 Mile", "us"),
                   pause=lambda _seconds: None)  # fmt: skip

    def play(self, step: Score | Publish | TakeDown) -> None:
        """Lets one thing happen; what stops is what a person sees."""
        if isinstance(step, Score):
            old = self.results[step.number]
            self.results[step.number] = replace(
                old, status=step.status, gun_time_ms=step.seconds * 1000
            )
            return
        with suppress(ProviderError, PushError, Killed):
            if isinstance(step, TakeDown):
                unpublish(self.job(), ADA)
            else:
                self.fail(step)
                wish = Wish(FINALITIES[step.is_official], step.is_notifying)
                plan_publication(self.job(), wish, ADA)
                publish(self.job(), ADA, accept=True)
        self.publisher.before, self.publisher.after = nothing, nothing

    def fail(self, step: Publish) -> None:
        """Makes calls fail, as the step says."""
        left: list[Any] = [None] * step.skip + [FAULTS[step.fault]] * step.times

        def strike(_call: Call) -> None:
            if left and (fault := left.pop(0)):
                raise fault()

        if step.after:
            self.publisher.after = strike
        else:
            self.publisher.before = strike

    def tell(self, steps: list[Score | Publish | TakeDown]) -> Published:
        """All steps, then a publication that goes well and tells whoever has not been told."""
        for step in steps:
            self.play(step)
        plan_publication(self.job(), Wish("official", is_notifying=True), ADA)
        return publish(self.job(), ADA, accept=True)


def nothing(_call: Call) -> None:
    """Lets a call pass."""


def runner(number: int) -> Result:
    """A finisher whose registration and result follow from a number."""
    return replace(
        RUNNER,
        registration_id=str(number),
        participant_key=f"harbor-{number}",
        result_key=f"timing-{number}",
        bib_number=str(100 + number),
        gun_time_ms=3_000_000,
    )


@contextmanager
def told() -> Iterator[Story]:
    """A story that begins."""
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    METADATA.create_all(engine)
    yield Story(engine, results=[runner(number) for number in range(RUNNERS)])
    engine.dispose()


@settings(max_examples=EXAMPLES)
@given(STEPS)
def test_the_next_good_publication_ends_in_the_right_state(
    steps: list[Score | Publish | TakeDown],
) -> None:
    with told() as story:
        done = story.tell(steps)

        wanted = {one.record_id for one in story.results if one.status != "running"}
        held = [set(kept.rows) for kept in story.publisher.sets_made.values()]
        heads = [kept.head for kept in story.publisher.sets_made.values()]
        assert (done.seal.differences, done.rejected) == ((), ())
        assert held == [wanted] * len(heads)
        assert len(heads) == 1 or not wanted
        assert [(one.is_public, one.is_notifying, one.is_preliminary) for one in heads] == [
            (True, False, False)
        ] * len(heads)
        assert story.job().ledger.standing().open == []


@settings(max_examples=EXAMPLES)
@given(STEPS)
def test_nobody_is_ever_told_twice(steps: list[Score | Publish | TakeDown]) -> None:
    with told() as story:
        story.tell(steps)

        assert sorted(set(story.publisher.told)) == sorted(story.publisher.told)
