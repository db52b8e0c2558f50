"""Events that share a name do not share a freeze: each is told by its id."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from push.kit.apply import apply
from push.kit.events import Events
from push.kit.freeze import Fed, Freeze, Named, Starts, freeze_at, take_frozen
from push.kit.plan import Action
from push.kit.planning import make_plan
from push.kit.source import Decision, Person
from push.kit.target import Held, ScoringEvent
from tests.push.world import World, person, world

GUN = datetime(2026, 4, 25, 9, tzinfo=UTC)
DAY = timedelta(days=1)
SATURDAY, SUNDAY = ScoringEvent("801", "10K"), ScoringEvent("802", "10K")
BOTH = Events([SATURDAY, SUNDAY], {})


def fed(event_id: str, name: str, start: datetime, *decisions: Decision | None) -> Fed:
    """A registration event that feeds the race."""
    return Fed(("runsignup", event_id), name, start, decisions or (None,))


def decided(scoring_event: str | None) -> Decision:
    """What somebody decided about the registration event 51."""
    return Decision("from", "900101", "51", None, "to", "hill", scoring_event, "Ines")


def test_two_scoring_events_of_one_name_start_each_at_its_own_time() -> None:
    starts = Starts({"801": Named("10K", GUN), "802": Named("10K", GUN + DAY)})

    freeze = freeze_at(GUN, 0, starts, BOTH)

    assert (freeze.holds("801"), freeze.holds("802")) == (True, False)


def test_an_event_renamed_since_it_was_served_is_frozen_all_the_same() -> None:
    starts = Starts({"801": Named("10K", GUN)})

    freeze = freeze_at(GUN, 0, starts, Events([ScoringEvent("801", "Ten Thousand")], {}))

    assert (freeze.frozen, freeze.unknown) == (frozenset({"801"}), ())


def test_an_event_of_a_new_id_is_found_by_its_name_where_that_is_clear() -> None:
    starts = Starts({"801": Named("10k", GUN)})

    freeze = freeze_at(GUN, 0, starts, Events([ScoringEvent("901", "10K")], {}))

    assert (freeze.frozen, freeze.unknown) == (frozenset({"901"}), ())


@pytest.mark.parametrize(
    ("events", "unknown"),
    [
        ([ScoringEvent("901", "10K"), ScoringEvent("902", "10K")], ("10K", "10K")),
        ([ScoringEvent("801", "5K"), ScoringEvent("901", "10K")], ("10K",)),
    ],
)
def test_a_name_that_is_not_clear_finds_no_start(
    events: list[ScoringEvent], unknown: tuple[str, ...]
) -> None:
    freeze = freeze_at(GUN, 0, Starts({"801": Named("10K", GUN)}), Events(events, {}))

    assert freeze.unknown == unknown


@pytest.mark.parametrize(("event_id", "late"), [("801", ["A-1"]), ("802", []), ("", ["A-1"])])
def test_a_record_is_frozen_with_the_event_that_it_stands_in(
    event_id: str, late: list[str]
) -> None:
    freeze = freeze_at(GUN, 0, Starts({"801": Named("10K", GUN)}), BOTH)
    held = {"A-1": Held("A-1", "Ana", {"event_name": "10K"}, event_id=event_id)}
    actions = {"A-1": Action("update", "A-1", "Ana", "10K", {"phone": "5"})}

    found = take_frozen(actions, held, (freeze, BOTH), {})

    assert list(found) == late


def frozen(made: World, starts: Starts) -> list[str]:
    """Whom a plan at the gun leaves alone."""
    rules = replace(made.job.rules, freeze_minutes=0)
    job = replace(made.job, rules=rules, starts=lambda: starts, now=lambda: GUN)
    return [one.record_id for one in make_plan(job).frozen]


def pushed(store: sa.Engine, *people: Person) -> World:
    """A world to which these people were pushed, and who have a new phone since."""
    made = world(store, people)
    apply(made.job, make_plan(made.job))
    made.people[:] = [replace(one, phone="555") for one in people]
    return made


def test_people_of_two_registration_events_of_one_name_are_frozen_each_with_their_own(
    store: sa.Engine,
) -> None:
    made = pushed(store, person(1, event_id="51"), person(2, event_id="52"))

    found = frozen(made, Starts({}, [fed("51", "10K", GUN), fed("52", "10K", GUN + DAY)]))

    assert found == ["runsignup-1"]


def test_somebody_removed_is_frozen_with_the_event_they_came_from(store: sa.Engine) -> None:
    made = pushed(store, person(1, event_id="51"), person(2, event_id="52"))
    made.people[:] = [replace(one, status="removed") for one in made.people]

    found = frozen(made, Starts({}, [fed("51", "10K", GUN), fed("52", "10K", GUN + DAY)]))

    assert found == ["runsignup-1"]


def test_nobody_leaves_an_event_that_is_frozen_for_one_that_is_not(store: sa.Engine) -> None:
    made = pushed(store, person(1, event_id="51"))
    made.people[:] = [person(1, event_id="52", event_name="5K")]

    found = frozen(made, Starts({}, [fed("51", "10K", GUN), fed("52", "5K", GUN + DAY)]))

    assert found == ["runsignup-1"]


def test_last_years_event_of_the_same_name_freezes_nothing() -> None:
    starts = Starts({}, [fed("41", "10K", GUN - 364 * DAY), fed("51", "10K", GUN + DAY)])

    freeze = freeze_at(GUN, 0, starts, Events(["10K"], {}))

    assert freeze.frozen == frozenset()


def test_an_event_that_is_over_stays_frozen() -> None:
    starts = Starts({}, [fed("41", "10K", GUN - 30 * DAY)])

    assert freeze_at(GUN, 0, starts, Events(["10K"], {})).frozen == {"10K"}


@pytest.mark.parametrize(
    ("decision", "expected"),
    [(decided("5K"), {"5K"}), (None, {"10K"}), (decided(None), frozenset())],
)
def test_a_decision_says_whose_start_a_registration_event_gives(
    decision: Decision | None, expected: frozenset[str]
) -> None:
    starts = Starts({}, [fed("51", "10K", GUN, decision)])

    assert freeze_at(GUN, 0, starts, Events(["10K", "5K"], {})).frozen == expected


def test_an_event_whose_choices_part_gives_its_start_to_each_of_their_events() -> None:
    starts = Starts({}, [fed("51", "Half", GUN, decided("10K"), decided("5K"))])

    assert freeze_at(GUN, 0, starts, Events(["10K", "5K"], {})).frozen == {"10K", "5K"}


def test_nothing_is_frozen_without_the_setting() -> None:
    assert (freeze_at(GUN, None, Starts(), BOTH), Freeze().holds("801")) == (Freeze(), False)
