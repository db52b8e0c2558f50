"""Who is held back, by name and reason."""

import pytest
import sqlalchemy as sa

from push.kit.apply import apply
from push.kit.planning import make_plan
from push.kit.target import Held
from tests.push.world import person, world


def test_everyone_with_one_bib_in_one_event_is_held_back(store: sa.Engine) -> None:
    made = world(store, [person(1), person(2, bib_number="1"), person(3)])

    plan = make_plan(made.job)

    everyone = "Ana Runner 1 (runsignup-1), Ana Runner 2 (runsignup-2)"
    assert [(one.record_id, one.reason, one.detail) for one in plan.held_back] == [
        ("runsignup-1", "duplicate_bib", f"bib 1 in 10K belongs to {everyone}"),
        ("runsignup-2", "duplicate_bib", f"bib 1 in 10K belongs to {everyone}"),
    ]
    assert [one.record_id for one in plan.creates] == ["runsignup-3"]


def test_one_bib_in_two_events_is_no_duplicate(store: sa.Engine) -> None:
    made = world(store, [person(1), person(2, bib_number="1", event_name="5K")])

    plan = make_plan(made.job)

    assert (len(plan.creates), plan.held_back) == (2, ())


@pytest.mark.parametrize(
    ("changes", "reason", "detail"),
    [
        (
            {"event_name": "Half"},
            "unknown_event",
            "the race has no event 'Half', it has ['10K', '5K']",
        ),
        ({"event_name": None}, "no_event", "the registration has no event"),
        ({"event_name": " "}, "no_event", "the registration has no event"),
        (
            {"first_name": None, "last_name": " "},
            "no_name",
            "neither first nor last name",
        ),
        (
            {"event_name": "volunteer"},
            "excluded_event",
            "event 'volunteer' is never sent, by this connection's event map",
        ),
    ],
)
def test_a_person_who_cannot_be_sent_is_named_with_the_reason(
    store: sa.Engine, changes: dict[str, str | None], reason: str, detail: str
) -> None:
    made = world(store, [person(1, **changes), person(2)], event_map={"Volunteer": None})

    plan = make_plan(made.job)

    assert [(one.record_id, one.reason, one.detail) for one in plan.held_back] == [
        ("runsignup-1", reason, detail)
    ]
    assert (plan.active, len(plan.creates)) == (2, 1)


def test_a_person_with_one_of_two_names_is_sent(store: sa.Engine) -> None:
    made = world(store, [person(1, last_name=None)])

    plan = make_plan(made.job)

    assert [one.name for one in plan.creates] == ["Ana"]


def test_a_bib_that_another_record_holds_is_not_sent(store: sa.Engine) -> None:
    made = world(store, [person(1), person(2)])
    made.target.extra = [Held("B2", "Dorsal sin datos", {"event_name": "10K", "bib_number": "1"})]

    plan = make_plan(made.job)

    assert [(one.record_id, one.reason, one.detail) for one in plan.held_back] == [
        (
            "runsignup-1",
            "bib_taken",
            "bib 1 in 10K is held at the provider by Dorsal sin datos (B2)",
        )
    ]


def test_two_people_may_swap_their_bibs(store: sa.Engine) -> None:
    made = world(store, [person(1), person(2)])
    apply(made.job, make_plan(made.job))
    made.people[:] = [person(1, bib_number="2"), person(2, bib_number="1")]

    plan = make_plan(made.job)

    assert (len(plan.updates), plan.held_back) == (2, ())


def test_holding_one_back_holds_back_who_wanted_the_bib_it_keeps(store: sa.Engine) -> None:
    made = world(store, [person(1), person(2)])
    apply(made.job, make_plan(made.job))
    made.target.extra = [Held("A1", "Eva Walk", {"event_name": "10K", "bib_number": "9"})]
    made.people[:] = [person(1, bib_number="9"), person(2, bib_number="1")]

    plan = make_plan(made.job)

    assert [(one.record_id, one.is_held) for one in plan.held_back] == [
        ("runsignup-1", True),
        ("runsignup-2", True),
    ]


def test_moving_into_an_event_where_the_bib_is_taken_is_held_back(store: sa.Engine) -> None:
    made = world(store, [person(1), person(2)])
    apply(made.job, make_plan(made.job))
    made.target.extra = [Held("A1", "", {"event_name": "5K", "bib_number": "1"})]
    made.people[0] = person(1, event_name="5K")

    plan = make_plan(made.job)

    assert [one.detail for one in plan.held_back] == [
        "bib 1 in 5K is held at the provider by a record without a name (A1)"
    ]


def test_a_stranger_on_the_bib_of_someone_unchanged_holds_nobody_back(store: sa.Engine) -> None:
    made = world(store, [person(1)])
    apply(made.job, make_plan(made.job))
    made.target.extra = [Held("A1", "Eva Walk", {"event_name": "10K", "bib_number": "1"})]

    plan = make_plan(made.job)

    assert (plan.unchanged, plan.held_back) == (1, ())


def test_a_registration_named_like_a_bib_without_a_person_is_held_back(store: sa.Engine) -> None:
    made = world(store, [person(1, first_name="Dorsal ", last_name="SIN  datos")])

    plan = make_plan(made.job)

    assert [(one.reason, one.detail) for one in plan.held_back] == [
        ("placeholder", "'Dorsal SIN  datos' stands for a bib without a person")
    ]


def test_a_registration_that_comes_through_two_connections_is_one(store: sa.Engine) -> None:
    made = world(store, [person(1), person(1), person(2)])

    plan = make_plan(made.job)

    assert (plan.active, [one.record_id for one in plan.creates]) == (
        2,
        ["runsignup-1", "runsignup-2"],
    )


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"bib_number": "7"}, "bib_number"),
        ({"event_name": "5K", "phone": "5"}, "event_name, phone"),
        ({"event_name": "Half"}, "whether it may be sent"),
    ],
)
def test_two_connections_that_differ_about_somebody_hold_them_back(
    store: sa.Engine, changes: dict[str, str], what: str
) -> None:
    made = world(store, [person(1), person(1, **changes), person(1), person(2)])

    plan = make_plan(made.job)

    assert [(one.record_id, one.reason, one.detail) for one in plan.held_back] == [
        (
            "runsignup-1",
            "told_twice",
            f"it comes through two connections, which differ in {what}: sync them both",
        )
    ]
    assert [one.record_id for one in plan.creates] == ["runsignup-2"]
