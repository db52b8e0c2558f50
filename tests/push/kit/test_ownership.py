"""Who owns a field: what a push sends over, what it leaves, and what it names as a conflict."""

from typing import Any

import pytest
import sqlalchemy as sa

from push.kit.apply import apply
from push.kit.ownership import DEFAULT, Owner, verdict
from push.kit.plan import Change, Kept
from push.kit.planning import make_plan
from push.kit.target import Held
from push.kit.verify import verify
from tests.push.world import World, person, world


def owned(store: sa.Engine, owner: Owner, **changes: Any) -> World:
    """Somebody who was sent while the phone belongs to `owner`."""
    made = world(store, [person(1, **changes)], owners={**DEFAULT, "phone": owner})
    apply(made.job, make_plan(made.job))
    return made


@pytest.mark.parametrize(
    ("owner", "want", "have", "was", "found"),
    [
        ("source", "new", "old", "old", "send"),
        ("source", "new", "theirs", "old", "send"),
        ("source", "new", "theirs", None, "send"),
        ("target", "new", "old", "old", "keep"),
        ("target", "new", "", "", "keep"),
        ("fill_empty", "new", "", "old", "send"),
        ("fill_empty", "new", "", None, "send"),
        ("fill_empty", "new", "old", "old", "keep"),
        ("newest", "new", "old", "old", "send"),
        ("newest", "old", "theirs", "old", "keep"),
        ("newest", "new", "theirs", "old", "conflict"),
        ("newest", "old", "", "old", "keep"),
        ("newest", "new", "", None, "send"),
        ("newest", "new", "theirs", None, "keep"),
    ],
)
def test_the_owner_decides(owner: Owner, want: str, have: str, was: str | None, found: str) -> None:
    assert verdict(owner, want, have, was) == found


@pytest.mark.parametrize("field", ["bib_number", "event_name", "last_name", "gender", "phone"])
def test_a_correction_made_in_scoring_stays_by_default(store: sa.Engine, field: str) -> None:
    made = world(store, [person(1)], owners=DEFAULT)
    apply(made.job, make_plan(made.job))
    made.target.held["runsignup-1"][field] = "theirs"

    plan = make_plan(made.job)

    assert plan.is_empty
    assert [(one.field, one.provider, one.is_conflict) for one in plan.kept] == [
        (field, "theirs", False)
    ]


def test_a_change_of_the_source_goes_by_default_and_alone(store: sa.Engine) -> None:
    made = world(store, [person(1)], owners=DEFAULT)
    apply(made.job, make_plan(made.job))
    made.people[0] = person(1, last_name="Else")

    [update] = make_plan(made.job).updates

    assert update.changes == (Change("last_name", "Runner 1", "Else", "Runner 1"),)
    assert update.fields == {"last_name": "Else"}


def test_a_field_that_both_changed_stays_and_is_named_a_conflict(store: sa.Engine) -> None:
    made = owned(store, "newest", phone="555")
    made.target.held["runsignup-1"]["phone"] = "777"
    made.people[0] = person(1, phone="666")

    plan = make_plan(made.job)

    assert plan.is_empty
    assert plan.kept == (
        Kept("runsignup-1", "Ana Runner 1", "10K", "phone", "666", "555", "777", is_conflict=True),
    )


def test_a_field_that_the_source_emptied_and_scoring_changed_is_a_conflict(
    store: sa.Engine,
) -> None:
    made = owned(store, "newest", phone="555")
    made.target.held["runsignup-1"]["phone"] = "777"
    made.people[0] = person(1, phone=None)

    assert [one.is_conflict for one in make_plan(made.job).kept] == [True]


def test_a_field_of_the_target_is_written_once(store: sa.Engine) -> None:
    made = owned(store, "target", phone="555")
    made.people[0] = person(1, phone="666")

    plan = make_plan(made.job)

    assert made.target.held["runsignup-1"]["phone"] == "555"
    assert (plan.is_empty, [one.source for one in plan.kept]) == (True, ["666"])


def test_an_empty_field_is_filled_and_a_full_one_left(store: sa.Engine) -> None:
    made = owned(store, "fill_empty")
    made.people[0] = person(1, phone="555")
    apply(made.job, make_plan(made.job))
    made.people[0] = person(1, phone="666")

    apply(made.job, make_plan(made.job))

    assert made.target.held["runsignup-1"]["phone"] == "555"


def test_a_field_that_cannot_be_read_is_not_taken_for_empty(store: sa.Engine) -> None:
    made = world(store, [person(1)], owners={**DEFAULT, "phone": "fill_empty"})
    made.target.hidden = frozenset({"phone"})
    apply(made.job, make_plan(made.job))
    made.people[0] = person(1, phone="666")

    assert make_plan(made.job).is_empty


def test_the_name_of_a_bib_without_a_person_is_no_correction(store: sa.Engine) -> None:
    made = world(store, [person(1)], owners=DEFAULT)
    apply(made.job, make_plan(made.job))
    fields = made.target.held.pop("runsignup-1") | {
        "first_name": "Dorsal", "last_name": "sin datos", "bib_number": "901"
    }  # fmt: skip
    made.target.extra = [Held("runsignup-1", "Dorsal sin datos", fields, is_placeholder=True)]

    plan = make_plan(made.job)

    assert [change.field for change in plan.updates[0].changes] == ["first_name", "last_name"]
    assert [one.field for one in plan.kept] == ["bib_number"]


def test_all_is_well_while_only_the_owners_differ(store: sa.Engine) -> None:
    made = owned(store, "source")
    made.target.held["runsignup-1"]["bib_number"] = "901"
    theirs = verify(made.job)
    made.target.held["runsignup-1"]["phone"] = "777"
    made.people[0] = person(1, phone="555")

    ours = verify(made.job)

    assert (theirs.is_well, theirs.is_whole, str(theirs)) == (
        True,
        False,
        "0 of 1 match, 1 corrected there and kept",
    )
    assert (ours.is_well, [one.field for one in ours.differences]) == (
        False,
        ["phone", "bib_number"],
    )


def test_what_is_stored_otherwise_than_sent_is_no_correction(store: sa.Engine) -> None:
    made = world(store, [person(1)], owners=DEFAULT)
    made.target.after = lambda _records: made.target.held["runsignup-1"].update(
        last_name="RUNNER 1"
    )

    applied = apply(made.job, make_plan(made.job))

    assert [(one.record_id, one.reason) for one in applied.rejected] == [
        ("runsignup-1", "the provider took it, but does not hold it as sent when read back")
    ]
