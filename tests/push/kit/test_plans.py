"""Stored plans: numbered, shown, applied once, and told apart when the world has moved."""

from contextlib import suppress
from dataclasses import replace

import pytest
import sqlalchemy as sa

from extract.kit.errors import ServerError
from push.kit.apply import apply_stored
from push.kit.errors import PlanClosed, PlanMoved, PushBraked
from push.kit.plan import Action, Plan
from push.kit.planning import make_plan
from push.kit.plans import PLANS, Plans
from push.kit.target import Limits
from tests.push.world import NOON, World, person, server_error, world


def stored(store: sa.Engine) -> Plans:
    """The plans of a store whose clock stands at noon."""
    return Plans(store, now=lambda: NOON)


def crowd(store: sa.Engine, count: int = 3) -> World:
    """So many people, none of them sent, two in a call."""
    made = world(store, [person(number) for number in range(1, count + 1)])
    made.target.limits = Limits(2)
    return made


def put(made: World, plans: Plans) -> int:
    """The number of a new plan."""
    number = plans.put(make_plan(made.job), "ana").number
    assert number is not None
    return number


def test_a_plan_is_read_as_it_was_stored(any_store: sa.Engine) -> None:
    made, plans = crowd(any_store), stored(any_store)
    made.people.append(person(4, event_name="Half"))

    plan = plans.put(make_plan(made.job), "ana")

    assert plan.number == 1
    assert plans.read(1) == plan


def test_the_list_has_figures_who_and_when(any_store: sa.Engine) -> None:
    made, plans = crowd(any_store), stored(any_store)
    number = put(made, plans)
    apply_stored(made.job, plans, number, who="ben")

    [listed] = plans.newest("to_memory")

    assert (listed.number, listed.race, listed.state) == (1, "hill-run-2026", "applied")
    assert (listed.made_by, listed.made_at) == ("ana", NOON)
    assert (listed.applied_by, listed.applied_at) == ("ben", NOON)
    assert listed.figures == {
        "active": 3, "create": 3, "update": 0, "withdraw": 0,
        "unchanged": 0, "held_back": 0, "frozen": 0,
    }  # fmt: skip
    assert plans.newest("other") == []


def test_the_same_plan_made_again_keeps_its_number(store: sa.Engine) -> None:
    made, plans = crowd(store), stored(store)

    first, same = put(made, plans), put(made, plans)
    made.people.append(person(9))

    assert (first, same, put(made, plans)) == (1, 1, 2)


def test_plans_that_do_nothing_do_not_pile_up(store: sa.Engine) -> None:
    made, plans = crowd(store), stored(store)
    apply_stored(made.job, plans, put(made, plans), who="ana")

    empty = put(made, plans)
    apply_stored(made.job, plans, empty, who="ana")

    assert (empty, put(made, plans), len(plans.newest("to_memory"))) == (2, 2, 2)


def test_a_plan_is_applied_only_once(store: sa.Engine) -> None:
    made, plans = crowd(store), stored(store)
    number = put(made, plans)
    applied = apply_stored(made.job, plans, number, who="ben")
    made.target.held.clear()

    with pytest.raises(PlanClosed, match=r"Plan 1 was applied by ben, 2026-04-25 12:00 UTC\. Not"):
        apply_stored(made.job, plans, number, who="ana", accept=True)

    assert (applied.number, len(made.target.calls)) == (1, 2)


def test_a_plan_that_nobody_made_is_refused(store: sa.Engine) -> None:
    with pytest.raises(PlanClosed, match=r"There is no plan 7\. Look: syncline push plans"):
        apply_stored(crowd(store).job, stored(store), 7, who="ana")


def test_a_moved_world_is_named_record_by_record(store: sa.Engine) -> None:
    made, plans = crowd(store), stored(store)
    number = put(made, plans)
    made.people[:] = [person(1, phone="555"), person(3), person(4)]

    with pytest.raises(PlanMoved) as caught:
        apply_stored(made.job, plans, number, who="ana")

    assert str(caught.value) == (
        "to_memory, race hill-run-2026: plan 1 (3 to create, 0 to update, 0 to withdraw) no longer "
        "holds, it would now be 3 to create, 0 to update, 0 to withdraw: Ana Runner 1 "
        "(runsignup-1) is to be created otherwise: phone '', now '555'; Ana Runner 2 (runsignup-2) "
        "is no longer to be created; Ana Runner 4 (runsignup-4) is now to be created. Nothing was "
        "sent. Make a new plan and apply that one."
    )
    assert (made.target.calls, plans.about(number).state) == ([], "open")


def test_a_renamed_event_is_named(store: sa.Engine) -> None:
    made, plans = crowd(store, 8), stored(store)
    number = put(made, plans)
    made.target.names = ("10 Kilometres", "5K")

    with pytest.raises(PlanMoved, match=r"event '10K' is now called '10 Kilometres'.*and 3 more"):
        apply_stored(made.job, plans, number, who="ana")

    assert made.target.calls == []


def test_a_correction_at_the_provider_since_the_plan_is_named(store: sa.Engine) -> None:
    made, plans = crowd(store), stored(store)
    apply_stored(made.job, plans, put(made, plans), who="ana")
    made.people[0] = person(1, phone="555")
    number = put(made, plans)
    made.target.held["runsignup-1"]["phone"] = "777"

    with pytest.raises(PlanMoved, match=r"otherwise: phone is no longer '' there"):
        apply_stored(made.job, plans, number, who="ana")


def test_a_plan_that_broke_off_goes_on_under_its_number(store: sa.Engine) -> None:
    made, plans = crowd(store, 5), stored(store)
    number = put(made, plans)
    left = [server_error() for _ in range(4)]
    made.target.before = lambda records: _raise(left) if "runsignup-3" in _ids(records) else None
    with pytest.raises(ServerError):
        apply_stored(made.job, plans, number, who="ana")
    broken = plans.about(number).state

    again = apply_stored(made.job, plans, number, who="ben")

    assert (broken, again.sent, str(again.seal)) == ("started", 3, "5 of 5 match")
    assert plans.about(number).state == "applied"
    assert made.job.ledger.tried_by(number) == {f"runsignup-{one}" for one in range(1, 6)}


def test_a_plan_that_broke_off_is_refused_once_more_is_to_be_done(store: sa.Engine) -> None:
    made, plans = crowd(store, 5), stored(store)
    number = put(made, plans)
    left = [server_error() for _ in range(4)]
    made.target.before = lambda records: _raise(left) if "runsignup-3" in _ids(records) else None
    with pytest.raises(ServerError):
        apply_stored(made.job, plans, number, who="ana")
    made.people.append(person(6))

    with pytest.raises(PlanMoved, match=r"Ana Runner 6 \(runsignup-6\) is now to be created"):
        apply_stored(made.job, plans, number, who="ben")


def test_a_brake_leaves_the_plan_open(store: sa.Engine) -> None:
    made, plans = crowd(store), stored(store)
    apply_stored(made.job, plans, put(made, plans), who="ana")
    made.target.held.clear()
    number = put(made, plans)

    with pytest.raises(PushBraked):
        apply_stored(made.job, plans, number, who="ana")

    assert plans.about(number).state == "open"
    assert apply_stored(made.job, plans, number, who="ana", accept=True).confirmed == 3


def test_old_contents_go_and_figures_stay(store: sa.Engine) -> None:
    made, plans = crowd(store), stored(store)
    plan = make_plan(made.job)
    numbers = [plans.put(replace(plan, id=f"{number}"), "ana").number for number in range(22)]

    with pytest.raises(PlanClosed, match=r"Plan 2 is of 2026-04-25 12:00 UTC and its content is n"):
        plans.read(2)

    assert numbers[-1] == 22
    assert plans.read(3).active == 3
    assert plans.about(2).figures["create"] == 3


def test_a_plan_of_fifty_thousand_stays_small(any_store: sa.Engine) -> None:
    fields = {"first_name": "Ana", "last_name": "Runner", "gender": "female", "event_name": "10K"}
    creates = tuple(
        Action("create", f"runsignup-{one}", f"Ana Runner {one}", "10K", fields | {
            "bib_number": f"{one}", "email": f"ana{one}@example.test", "phone": f"555 {one:05}",
            "date_of_birth": f"{1950 + one % 50}-0{1 + one % 9}-1{one % 10}",
        })
        for one in range(50_000)
    )  # fmt: skip
    plan = stored(any_store).put(Plan("to_memory", "hill", 50_000, 0, creates=creates), "ana")

    with any_store.connect() as connection:
        size = connection.scalar(sa.select(sa.func.length(PLANS.c.content)))

    assert size is not None
    assert 500_000 < size < 3_000_000
    assert stored(any_store).read(1) == plan


def _raise(left: list[ServerError]) -> None:
    if left:
        raise left.pop()


def _ids(records: object) -> list[str]:
    return [one.record_id for one in records]  # type: ignore[attr-defined]


def test_a_plan_is_stored_beside_another_process_that_writes(
    store: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, plans = crowd(store), stored(store)
    other = sa.create_engine(store.url, connect_args={"timeout": 0})
    look = Plans._same
    put(made, plans)
    made.people.append(person(4))

    def meanwhile(self: Plans, connection: sa.Connection, plan: Plan) -> int | None:
        found = look(self, connection, plan)
        with suppress(sa.exc.OperationalError), other.begin() as busy:
            busy.execute(sa.update(PLANS).values(made_by="ben"))
        return found

    monkeypatch.setattr(Plans, "_same", meanwhile)

    assert put(made, plans) == 2
    other.dispose()
