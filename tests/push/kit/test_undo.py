"""Taking a push back: what it changed, only where it still stands, and only by number."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from push.kit.apply import Applied, apply_stored
from push.kit.errors import PlanClosed, PlanMoved
from push.kit.freeze import Named, Starts
from push.kit.ownership import DEFAULT
from push.kit.plan import Change, LeftAlone, Plan
from push.kit.planning import make_plan
from push.kit.plans import Plans
from push.kit.undo import undo_stored
from tests.push.world import NOON, World, person, world


@dataclass
class Desk:
    """A world with its stored plans."""

    made: World
    plans: Plans

    def push(self) -> int:
        """Stores and applies a plan, and gives its number."""
        number = self.plans.put(make_plan(self.made.job), "ana").number
        assert number is not None
        self.apply(number)
        return number

    def undo(self, number: int) -> Plan:
        """The stored plan that undoes another."""
        return undo_stored(self.made.job, self.plans, number, who="ana")

    def apply(self, number: int | None) -> Applied:
        """Applies a stored plan."""
        assert number is not None
        return apply_stored(self.made.job, self.plans, number, who="ana", accept=True)

    def phones(self) -> dict[str, str]:
        """The phone of everybody whom the provider holds."""
        held = self.made.target.held.items()
        return {key.removeprefix("runsignup-"): one.get("phone", "") for key, one in held}


@pytest.fixture
def desk(store: sa.Engine) -> Desk:
    """Four people who were sent by plan 1, at a provider that can withdraw."""
    made = world(store, [person(number) for number in range(1, 5)], owners=DEFAULT)
    made.target.can_withdraw = True
    opened = Desk(made, Plans(store, now=lambda: NOON))
    opened.push()
    return opened


def test_an_update_is_restored(desk: Desk) -> None:
    desk.made.people[0] = person(1, phone="555", last_name="Else")
    number = desk.push()

    undo = desk.undo(number)
    applied = desk.apply(undo.number)

    assert (undo.number, undo.undoes, len(undo.updates)) == (3, 2, 1)
    assert undo.updates[0].changes == (
        Change("last_name", "Else", "Runner 1", "Else"),
        Change("phone", "555", "", "555"),
    )
    assert (applied.sent, str(applied.seal)) == (1, "1 of 1 match")
    assert desk.phones()["1"] == ""
    assert [desk.plans.about(one).state for one in (2, 3)] == ["undone", "applied"]


def test_nothing_is_sent_before_the_undo_is_applied(desk: Desk) -> None:
    desk.made.people[0] = person(1, phone="555")
    number = desk.push()
    calls = len(desk.made.target.calls)

    desk.undo(number)

    assert (len(desk.made.target.calls), desk.phones()["1"]) == (calls, "555")


def test_a_field_changed_since_is_left_alone_and_named(desk: Desk) -> None:
    desk.made.people[0] = person(1, phone="555", last_name="Else")
    number = desk.push()
    desk.made.target.held["runsignup-1"]["phone"] = "777"

    undo = desk.undo(number)
    desk.apply(undo.number)

    assert undo.left_alone == (
        LeftAlone(
            "runsignup-1", "Ana Else", "10K", "changed since: phone is '777', not '555' as sent"
        ),
    )
    held = desk.made.target.held["runsignup-1"]
    assert (held["phone"], held["last_name"]) == ("777", "Runner 1")


def test_a_creation_is_withdrawn(desk: Desk) -> None:
    desk.made.people += [person(5), person(6)]
    number = desk.push()

    applied = desk.apply(desk.undo(number).number)

    assert [one.reason for one in applied.withdrawn] == ["made by plan 2", "made by plan 2"]
    assert sorted(desk.phones()) == ["1", "2", "3", "4"]


def test_a_creation_that_the_desk_touched_stays(desk: Desk) -> None:
    desk.made.people.append(person(5))
    number = desk.push()
    desk.made.target.held["runsignup-5"]["bib_number"] = "901"

    undo = desk.undo(number)

    assert undo.is_empty
    assert [one.detail for one in undo.left_alone] == [
        "was changed since it was made, so it is not taken out: bib_number is '901', not '5' as "
        "sent"
    ]


def test_a_creation_where_nobody_can_withdraw_is_listed_for_the_timer(desk: Desk) -> None:
    desk.made.target.can_withdraw = False
    desk.made.people.append(person(5))
    number = desk.push()

    applied = desk.apply(desk.undo(number).number)

    assert ([one.record_id for one in applied.listed], applied.withdrawn) == (["runsignup-5"], ())
    assert "5" in desk.phones()


def test_a_withdrawal_is_made_again_with_what_was_held(desk: Desk) -> None:
    desk.made.target.held["runsignup-2"]["bib_number"] = "902"
    desk.made.people[1] = person(2, status="removed")
    number = desk.push()
    assert "2" not in desk.phones()

    applied = desk.apply(desk.undo(number).number)

    assert str(applied.seal) == "1 of 1 match"
    held = desk.made.target.held["runsignup-2"]
    assert (held["last_name"], held["bib_number"]) == ("Runner 2", "902")


def test_a_withdrawal_whose_bib_was_given_away_is_left_and_named(desk: Desk) -> None:
    desk.made.people[1] = person(2, status="removed")
    number = desk.push()
    desk.made.target.held["runsignup-3"]["bib_number"] = "2"

    undo = desk.undo(number)

    assert (undo.creates, [one.detail for one in undo.left_alone]) == (
        (),
        ["its bib is worn by Ana Runner 3 (runsignup-3) now"],
    )


def test_somebody_who_is_gone_is_named(desk: Desk) -> None:
    desk.made.people[0] = person(1, phone="555")
    number = desk.push()
    del desk.made.target.held["runsignup-1"]

    undo = desk.undo(number)

    assert [(one.name, one.detail) for one in undo.left_alone] == [
        ("", "is no longer at the provider")
    ]


def test_a_bib_is_never_emptied(desk: Desk) -> None:
    desk.made.people.append(person(5, bib_number=None))
    desk.push()
    desk.made.people[4] = person(5, bib_number="55")
    number = desk.push()

    undo = desk.undo(number)

    assert [one.detail for one in undo.left_alone] == [
        "bib_number was empty before '55', and is never emptied"
    ]


def test_the_next_ordinary_plan_proposes_it_again(desk: Desk) -> None:
    desk.made.people[0] = person(1, phone="555")
    desk.made.people[1] = person(2, status="removed")
    desk.made.people.append(person(5))
    desk.apply(desk.undo(desk.push()).number)

    plan = make_plan(desk.made.job)

    assert [one.record_id for one in plan.actions] == ["runsignup-5", "runsignup-1", "runsignup-2"]


def test_an_undo_can_be_undone(desk: Desk) -> None:
    desk.made.people[0] = person(1, phone="555")
    back = desk.undo(desk.push()).number
    desk.apply(back)
    assert back is not None

    desk.apply(desk.undo(back).number)

    assert desk.phones()["1"] == "555"
    assert make_plan(desk.made.job).is_empty


def test_an_undo_is_refused_when_the_world_has_moved(desk: Desk) -> None:
    desk.made.people[0] = person(1, phone="555")
    undo = desk.undo(desk.push())
    desk.made.target.held["runsignup-1"]["phone"] = "777"

    with pytest.raises(
        PlanMoved, match=r"plan 3 .*no longer to be updated: changed since: phone is"
    ):
        desk.apply(undo.number)

    assert desk.phones()["1"] == "777"


def test_what_was_not_applied_or_is_undone_cannot_be_undone(desk: Desk) -> None:
    desk.made.people[0] = person(1, phone="555")
    plan = desk.plans.put(make_plan(desk.made.job), "ana")
    with pytest.raises(PlanClosed, match=r"Plan 2 was never applied"):
        desk.undo(2)
    desk.apply(plan.number)
    desk.apply(desk.undo(2).number)

    with pytest.raises(PlanClosed, match=r"Plan 2 has been undone already"):
        desk.undo(2)


def test_of_two_undos_of_one_push_only_one_is_applied(desk: Desk) -> None:
    desk.made.people[0] = person(1, phone="555")
    desk.push()
    one = desk.undo(2)
    desk.made.people[1] = person(2, phone="666")
    desk.push()
    two = desk.undo(2)
    desk.apply(one.number)

    with pytest.raises(PlanClosed, match=r"Plan 5 would undo plan 2, which has been undone alread"):
        desk.apply(two.number)


def test_an_undo_waits_for_no_other_withdrawal(desk: Desk) -> None:
    desk.made.target.can_withdraw = False
    desk.made.people[1] = person(2, status="removed")
    desk.push()
    desk.made.people[0] = person(1, phone="555")
    number = desk.push()

    desk.apply(desk.undo(number).number)

    assert [one.record_id for one in desk.made.job.ledger.open_entries()] == ["runsignup-2"]


def test_after_the_start_only_additions_are_undone(desk: Desk) -> None:
    desk.made.people[0] = person(1, phone="555")
    desk.made.people[1] = person(2, status="removed")
    number = desk.push()
    rules = replace(desk.made.job.rules, freeze_minutes=0)
    starts = Starts({"10K": Named("10K", NOON - timedelta(minutes=1))})
    job = replace(desk.made.job, rules=rules, starts=lambda: starts, now=lambda: NOON)

    undo = undo_stored(job, desk.plans, number, who="ana")

    assert [one.record_id for one in undo.creates] == ["runsignup-2"]
    assert ([one.record_id for one in undo.frozen], undo.updates) == (["runsignup-1"], ())
