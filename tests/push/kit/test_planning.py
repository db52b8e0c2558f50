"""What a plan does with each person, and what it leaves alone."""

import sqlalchemy as sa

from push.kit.apply import apply
from push.kit.plan import Action, Agreed, Change, Kept, ProviderOnly
from push.kit.planning import make_plan
from push.kit.target import Held
from push.kit.verify import seal
from tests.push.world import World, person, world


def pushed(store: sa.Engine, *numbers: int, **rules: float) -> World:
    """A world in which these people have been sent and confirmed."""
    made = world(store, [person(number) for number in numbers], **rules)
    apply(made.job, make_plan(made.job))
    return made


def test_a_new_person_is_created_with_every_known_field(store: sa.Engine) -> None:
    made = world(store, [person(7, team_name="Hill Club")])

    plan = make_plan(made.job)

    assert plan.creates == (
        Action(
            action="create",
            record_id="runsignup-7",
            name="Ana Runner 7",
            event="10K",
            fields={
                "first_name": "Ana",
                "last_name": "Runner 7",
                "gender": "female",
                "bib_number": "7",
                "event_name": "10K",
                "team_name": "Hill Club",
                "email": "ana7@example.test",
            },
        ),
    )


def test_a_person_without_a_bib_is_sent_without_the_key(store: sa.Engine) -> None:
    made = world(store, [person(7, bib_number=None)])

    plan = make_plan(made.job)

    assert "bib_number" not in plan.creates[0].fields


def test_a_second_plan_after_a_push_does_nothing(store: sa.Engine) -> None:
    made = pushed(store, 1, 2, 3)

    plan = make_plan(made.job)

    assert (plan.is_empty, plan.active, plan.unchanged) == (True, 3, 3)


def test_a_changed_field_is_an_update_from_old_to_new(store: sa.Engine) -> None:
    made = pushed(store, 1, 2)
    made.people[0] = person(1, phone="555")

    plan = make_plan(made.job)

    assert [update.changes for update in plan.updates] == [(Change("phone", "", "555", ""),)]
    assert plan.unchanged == 1


def test_an_update_leaves_unchanged_shared_fields_out(store: sa.Engine) -> None:
    made = pushed(store, 1)
    made.people[0] = person(1, phone="555")

    plan = make_plan(made.job)

    assert plan.updates[0].fields.keys() == {
        "first_name",
        "last_name",
        "gender",
        "email",
        "phone",
    }


def test_a_field_that_the_source_emptied_is_cleared(store: sa.Engine) -> None:
    made = pushed(store, 1)
    made.people[0] = person(1, email=None)

    plan = make_plan(made.job)

    assert plan.updates[0].changes == (
        Change("email", "ana1@example.test", "", "ana1@example.test"),
    )


def test_a_bib_that_the_source_emptied_is_never_cleared(store: sa.Engine) -> None:
    made = pushed(store, 1)
    made.people[0] = person(1, bib_number=None)

    plan = make_plan(made.job)

    assert plan.is_empty
    assert [(kept.field, kept.source, kept.provider) for kept in plan.kept] == [
        ("bib_number", "", "1")
    ]


def test_a_registration_field_is_ours_even_when_changed_there(store: sa.Engine) -> None:
    made = pushed(store, 1)
    made.target.held["runsignup-1"]["last_name"] = "Changed"

    plan = make_plan(made.job)

    assert plan.updates[0].changes == (Change("last_name", "Changed", "Runner 1", "Runner 1"),)


def test_a_bib_corrected_at_the_scoring_side_is_kept(store: sa.Engine) -> None:
    made = pushed(store, 1)
    made.target.held["runsignup-1"]["bib_number"] = "901"

    plan = make_plan(made.job)

    assert plan.is_empty
    assert plan.kept == (Kept("runsignup-1", "Ana Runner 1", "10K", "bib_number", "1", "1", "901"),)


def test_a_corrected_bib_is_kept_although_the_source_changes_too(store: sa.Engine) -> None:
    made = pushed(store, 1)
    made.target.held["runsignup-1"]["bib_number"] = "901"
    made.people[0] = person(1, bib_number="55")

    plan = make_plan(made.job)

    assert plan.is_empty


def test_a_correction_that_the_source_took_over_is_ours_again(store: sa.Engine) -> None:
    made = pushed(store, 1)
    made.target.held["runsignup-1"]["bib_number"] = "901"
    made.people[0] = person(1, bib_number="901")
    apply(made.job, make_plan(made.job))
    made.people[0] = person(1, bib_number="55")

    plan = make_plan(made.job)

    assert plan.updates[0].changes == (Change("bib_number", "901", "55", "901"),)


def test_a_corrected_event_stays_corrected_after_another_update(store: sa.Engine) -> None:
    made = pushed(store, 1)
    made.target.held["runsignup-1"]["event_name"] = "5K"
    made.people[0] = person(1, phone="555")

    apply(made.job, make_plan(made.job))

    assert made.target.held["runsignup-1"]["event_name"] == "5K"
    assert make_plan(made.job).is_empty


def test_a_new_bib_is_sent_where_the_scoring_side_left_it_alone(store: sa.Engine) -> None:
    made = pushed(store, 1)
    made.people[0] = person(1, bib_number="55")

    plan = make_plan(made.job)

    assert plan.updates[0].changes == (Change("bib_number", "1", "55", "1"),)


def test_ownership_is_the_connections_setting(store: sa.Engine) -> None:
    made = world(store, [person(1)], owners={"phone": "newest"})
    apply(made.job, make_plan(made.job))
    made.target.held["runsignup-1"] |= {"bib_number": "901", "phone": "999"}

    plan = make_plan(made.job)

    assert plan.updates[0].changes == (Change("bib_number", "901", "1", "1"),)
    assert [kept.field for kept in plan.kept] == ["phone"]


def test_a_removed_person_who_was_sent_is_withdrawn(store: sa.Engine) -> None:
    made = pushed(store, *range(1, 31))
    made.people[0] = person(1, status="removed", removed_reason="transferred")

    plan = make_plan(made.job)

    [one] = plan.withdrawals
    assert (one.record_id, one.name, one.reason) == ("runsignup-1", "Ana Runner 1", "transferred")
    assert (one.event, one.fields["bib_number"], one.changes) == ("10K", "1", ())
    assert (plan.active, plan.brakes) == (29, ())


def test_a_person_gone_from_the_source_without_a_reason_stays(store: sa.Engine) -> None:
    made = pushed(store, *range(1, 31))
    made.people[0] = person(1, status="vanished", removed_reason="vanished")
    del made.people[1]

    plan = make_plan(made.job)

    assert plan.withdrawals == ()
    assert [one.record_id for one in plan.vanished] == ["runsignup-1", "runsignup-2"]
    assert "runsignup-1) in 10K: at the provider, but no longer in the source" in str(
        seal(plan).differences[0]
    )


def test_a_removed_person_who_was_never_sent_is_nothing(store: sa.Engine) -> None:
    made = world(store, [person(1, status="removed", removed_reason="cleared")])

    plan = make_plan(made.job)

    assert plan.is_empty
    assert plan.active == 0


def test_people_whom_only_the_provider_knows_are_reported_and_left(store: sa.Engine) -> None:
    made = pushed(store, 1)
    walk_up = Held("A1", "Eva Walk", {"event_name": "10K", "bib_number": "800"})
    bare = Held("B2", "Dorsal sin datos", {"event_name": "10K", "bib_number": "801"}, True)
    made.target.extra = [walk_up, bare]

    plan = make_plan(made.job)

    assert plan.is_empty
    assert plan.provider_only == (
        ProviderOnly("A1", "Eva Walk", "10K", "800", False),
        ProviderOnly("B2", "Dorsal sin datos", "10K", "801", True),
    )


def test_someone_deleted_at_the_provider_is_created_again_and_says_so(store: sa.Engine) -> None:
    made = pushed(store, *range(1, 11))
    del made.target.held["runsignup-3"]

    plan = make_plan(made.job)

    assert [(one.record_id, one.reason) for one in plan.creates] == [
        ("runsignup-3", "sent before, but the provider no longer holds it")
    ]


def test_a_record_held_twice_is_reported(store: sa.Engine) -> None:
    made = pushed(store, 1)
    made.target.extra = [Held("runsignup-1", "Ana", {"event_name": "5K", "bib_number": "1"})]

    plan = make_plan(made.job)

    assert plan.doubled == (ProviderOnly("runsignup-1", "Ana", "5K", "1", False),)


def test_a_lost_ledger_is_filled_from_what_agrees(store: sa.Engine) -> None:
    made = world(store, [person(1, email=None)])
    fields = {"first_name": "Ana", "last_name": "Runner 1", "gender": "female"}
    made.target.held["runsignup-1"] = {**fields, "bib_number": "1", "event_name": "10K"}

    plan = make_plan(made.job)
    apply(made.job, plan)

    assert plan.is_empty
    assert plan.agreed == (
        Agreed("runsignup-1", "10K", {**fields, "bib_number": "1", "event_name": "10K"}),
    )
    assert make_plan(made.job).agreed == ()
    assert made.target.calls == []


def test_a_bib_known_only_to_the_provider_is_kept_without_a_ledger(store: sa.Engine) -> None:
    made = world(store, [person(1)])
    made.target.held["runsignup-1"] = {"event_name": "10K", "bib_number": "44"}

    plan = make_plan(made.job)

    assert [kept.provider for kept in plan.kept] == ["44"]
    assert "bib_number" not in plan.updates[0].fields


def test_a_field_that_cannot_be_read_back_is_compared_with_the_ledger(store: sa.Engine) -> None:
    made = world(store, [person(1, phone="555")])
    made.target.hidden = frozenset({"phone"})
    apply(made.job, make_plan(made.job))

    unchanged = make_plan(made.job)
    made.people[0] = person(1, phone="666")
    changed = make_plan(made.job)

    assert unchanged.is_empty
    assert changed.updates[0].changes == (Change("phone", "555", "666", "555"),)


def test_an_update_of_unreadable_fields_alone_counts_as_arrived(store: sa.Engine) -> None:
    made = world(store, [person(1, phone="555")])
    made.target.hidden = frozenset({"phone"})
    apply(made.job, make_plan(made.job))
    made.people[0] = person(1, phone="666")

    applied = apply(made.job, make_plan(made.job))

    assert (applied.confirmed, applied.rejected) == (1, ())
