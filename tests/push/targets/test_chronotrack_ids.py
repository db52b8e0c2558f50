"""An entry pushed once is the same runner ever after, whatever is corrected in scoring."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from push.kit.apply import Applied, apply
from push.kit.planning import make_plan
from push.kit.undo import make_undo
from push.kit.verify import verify
from push.targets import chronotrack
from push.targets.chronotrack.assumed import made_id
from tests.push.timed import HARBOR, Timed, runner, timed

CORRECTED = {"entry_bib": "7001", "athlete_first_name": "Anna", "athlete_last_name": "Married"}


def pushed(box: Timed) -> Applied:
    """What a push of everything does."""
    return apply(box.job, make_plan(box.job), accept=True)


def corrected(box: Timed, record_id: str, **fields: str) -> str:
    """Corrects an entry on the timer's screen; gives back its id."""
    entry_id: str = box.entry(record_id)["entry_id"]
    box.timer.store.put("entries", entry_id, {**CORRECTED, **fields})
    return entry_id


def forget(box: Timed) -> None:
    """Takes the ids out of the ledger, as in one written before they were kept."""
    with box.job.ledger.engine.begin() as connection:
        connection.exec_driver_sql("update push_ledger set provider_id = null")


def test_the_ids_of_new_entries_are_kept_from_the_answers(
    store: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with timed(store, [runner(1), runner(2)]) as box:
        plan = make_plan(box.job)
        monkeypatch.setattr("push.kit.apply.remake", lambda _job, _plan: plan)

        apply(box.job, plan)

        held = {one: box.entry(one)["entry_id"] for one in ("runsignup-1", "runsignup-2")}
        assert box.job.ledger.provider_ids() == held


def test_an_id_that_no_answer_told_is_read_back(
    store: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chronotrack.assumed, "made_id", lambda _body: "")
    with timed(store, [runner(1)]) as box:
        pushed(box)

        assert box.job.ledger.provider_ids() == {
            "runsignup-1": box.entry("runsignup-1")["entry_id"]
        }


def test_the_ids_of_an_older_ledger_are_learned_by_the_next_plan(store: sa.Engine) -> None:
    with timed(store, [runner(1)]) as box:
        pushed(box)
        forget(box)

        make_plan(box.job)

        assert box.job.ledger.provider_ids() == {
            "runsignup-1": box.entry("runsignup-1")["entry_id"]
        }


@pytest.mark.parametrize("external_id", ["runsignup-1", "", "walk-up 12"])
def test_a_corrected_entry_is_the_same_runner(store: sa.Engine, external_id: str) -> None:
    with timed(store, [runner(1), runner(2)], shared_fields=None) as box:
        pushed(box)
        corrected(box, "runsignup-1", entry_external_id=external_id)

        plan, seal = make_plan(box.job), verify(box.job)

    assert (plan.is_empty, plan.held_back, plan.unchanged) == (True, (), 2)
    assert [(one.record_id, one.field, one.provider) for one in plan.kept] == [
        ("runsignup-1", "bib_number", "7001"),
        ("runsignup-1", "first_name", "Anna"),
        ("runsignup-1", "last_name", "Married"),
    ]
    assert str(seal) == "1 of 2 match, 1 corrected there and kept"


def test_a_change_goes_to_the_entry_that_lost_our_id(store: sa.Engine) -> None:
    people = [runner(1), runner(2)]
    with timed(store, people) as box:
        pushed(box)
        entry_id = corrected(box, "runsignup-1", entry_external_id="")
        people[0] = replace(people[0], email="new@example.test")
        again = replace(box.job, people=lambda: list(people))

        apply(again, make_plan(again))

        held = box.timer.store.record("entries", entry_id)
        assert [call.path for call in box.writes("PUT")] == [f"/api/entry/{entry_id}"]
        assert len(box.writes()) == 2
    assert (held["athlete_email"], held["entry_bib"]) == ("new@example.test", "7001")


def test_a_removal_takes_out_the_entry_that_lost_our_id(store: sa.Engine) -> None:
    people = [runner(number) for number in range(1, 4)]
    with timed(store, people) as box:
        pushed(box)
        entry_id = corrected(box, "runsignup-1", entry_external_id="")
        gone = replace(people[0], status="removed", removed_reason="cancelled")
        again = replace(box.job, people=lambda: [gone, *people[1:]])

        apply(again, make_plan(again), accept=True)

        assert box.timer.store.record("entries", entry_id)["entry_status"] == "WITHDRAWN"


def test_a_push_is_undone_at_the_entry_that_lost_our_id(store: sa.Engine) -> None:
    with timed(store, [runner(1)]) as box:
        number = 7
        apply(box.job, replace(make_plan(box.job), number=number))
        entry_id = box.entry("runsignup-1")["entry_id"]
        box.tamper("runsignup-1", entry_external_id="")

        undo = make_undo(box.job, number)
        apply(box.job, undo, accept=True)

        assert [one.record_id for one in undo.withdrawals] == ["runsignup-1"]
        assert box.timer.store.record("entries", entry_id)["entry_status"] == "WITHDRAWN"


def test_a_lost_reply_is_looked_up_by_the_entrys_own_id(store: sa.Engine) -> None:
    people = [runner(1)]
    with timed(store, people) as box:
        pushed(box)
        entry_id = corrected(box, "runsignup-1", entry_external_id="")
        again = replace(box.job, people=lambda: [replace(people[0], email="new@example.test")])
        box.fault("lost_reply", f"/entry/{entry_id}", times=1)

        applied = apply(again, make_plan(again))

        assert len(box.writes("PUT")) == 1
    assert (applied.confirmed, applied.rejected) == (1, ())


def test_an_entry_made_again_in_scoring_is_found_by_our_id(store: sa.Engine) -> None:
    with timed(store, [runner(1)]) as box:
        pushed(box)
        old = box.entry("runsignup-1")
        box.timer.store.remove("entries", old["entry_id"])
        box.timer.store.put("entries", "5600001", {**old, "entry_id": "5600001"}, HARBOR)

        plan = make_plan(box.job)

        assert (plan.is_empty, plan.doubled) == (True, ())
        assert box.job.ledger.provider_ids() == {"runsignup-1": "5600001"}


def test_a_copy_of_an_entry_is_named_and_the_known_one_stands(store: sa.Engine) -> None:
    with timed(store, [runner(1)]) as box:
        pushed(box)
        old = box.entry("runsignup-1")
        box.timer.store.put("entries", "100", {**old, "entry_id": "100", "entry_bib": "8"}, HARBOR)
        box.timer.store.remove("entries", old["entry_id"])
        box.timer.store.put("entries", old["entry_id"], old, HARBOR)

        plan = make_plan(box.job)

    assert (plan.is_empty, plan.kept) == (True, ())
    assert [(one.record_id, one.bib) for one in plan.doubled] == [("runsignup-1", "8")]


def test_somebody_whose_id_stands_on_another_entry_is_held_back(store: sa.Engine) -> None:
    with timed(store, [runner(1)], shared_fields=None) as box:
        pushed(box)
        corrected(box, "runsignup-1", entry_external_id="runsignup-2")
        again = replace(box.job, people=lambda: [runner(1), runner(2)])

        plan = make_plan(again)

    assert plan.is_empty
    assert [(one.record_id, one.reason, one.detail) for one in plan.held_back] == [(
        "runsignup-2",
        "id_taken",
        "the provider shows this id on the record of Anna Married (runsignup-1): correct it there",
    )]  # fmt: skip


def test_ids_that_two_entries_exchanged_stay_with_their_runners(store: sa.Engine) -> None:
    with timed(store, [runner(1), runner(2)]) as box:
        pushed(box)
        first, second = box.entry("runsignup-1"), box.entry("runsignup-2")
        box.timer.store.put("entries", first["entry_id"], {"entry_external_id": "runsignup-2"})
        box.timer.store.put("entries", second["entry_id"], {"entry_external_id": "runsignup-1"})

        make_plan(box.job)

        assert box.job.ledger.provider_ids() == {
            "runsignup-1": second["entry_id"],
            "runsignup-2": first["entry_id"],
        }


def test_ids_of_a_test_host_are_not_kept(store: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chronotrack.access, "TEST_HOSTS", frozenset({"127.0.0.1"}))
    with timed(store, [runner(1)]) as box:
        applied = pushed(box)

        assert (applied.confirmed, box.job.ledger.provider_ids()) == (1, {})


@pytest.mark.parametrize(
    ("body", "made"),
    [
        (b'{"entry": {"entry_id": "55"}}', "55"),
        (b'{"entry": {"entry_id": 55}}', "55"),
        (b'{"entry": {}}', ""),
        (b'{"entry": []}', ""),
        (b"", ""),
    ],
)
def test_an_answer_that_tells_no_id_is_taken(body: bytes, made: str) -> None:
    assert made_id(body) == made
