"""Whatever the provider does meanwhile: nobody is lost, doubled or overwritten."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from push.kit.errors import PlanMoved
from push.kit.export import export
from push.kit.planning import make_plan
from push.kit.plans import Plans
from push.kit.source import Person
from push.kit.undo import undo_stored
from push.kit.verify import verify
from sandbox.faults import Fault
from tests.push.battery.boxes import Box, runner
from tests.push.battery.model import carried_out, stored, wrong

PEOPLE = 24
# The addresses of the calls that write: a registration, an entry, one entry.
WRITES = ("/race-registrations", "/entry?client_id", "/api/entry/")
READS = ("/preset/", "/entry?include", "/race?", "/api/races/")


def crowd() -> list[Person]:
    """People of both events, some in teams, some without a bib."""
    return [
        runner(
            number,
            event_name="5K" if number % 4 == 0 else "10 Mile",
            team_name=f"Club {number % 3}" if number % 5 == 0 else None,
            bib_number=None if number % 7 == 0 else str(2000 + number),
        )
        for number in range(1, PEOPLE + 1)
    ]


def changed() -> list[Person]:
    """The same a day later: three have changed, two are out, two are new."""
    people = crowd()
    people[0] = runner(1, phone="555 0101")
    people[1] = runner(2, last_name="Else", bib_number="2902")
    people[8] = runner(9, event_name="5K")
    people[4] = runner(5, status="removed", removed_reason="refunded")
    people[9] = runner(10, status="removed", removed_reason="transferred")
    return [*people, runner(31), runner(32, team_name="Club 9")]


def every_fifth(box: Box, kind: str, paths: tuple[str, ...], **more: Any) -> None:
    """Spoils every fifth call of each of these addresses."""
    for path in paths:
        for turn in range(4, 200, 5):
            box.faults.add(Fault(kind=kind, path=path, skip=turn, **more))


def storm(box: Box) -> None:
    """Every address is refused six times on end: more than one call tries."""
    for path in (*WRITES, *READS):
        box.faults.add(
            Fault(kind="status", path=path, times=6, status=429, headers={"Retry-After": "0"})
        )


RIOTS: dict[str, Callable[[Box], None]] = {
    "lost replies": lambda box: every_fifth(box, "lost_reply", WRITES),
    "cut replies": lambda box: every_fifth(box, "cut", (*WRITES, *READS)),
    "storm of 429": storm,
    "server errors": lambda box: every_fifth(box, "status", (*WRITES, *READS), status=500),
    "slow replies": lambda box: every_fifth(box, "slow", (*WRITES, *READS), seconds=0.02),
}


def to_come(box: Box) -> int:
    """How many faults are still to come."""
    return sum(fault["times"] for fault in box.faults.planned())


@pytest.mark.parametrize("riot", RIOTS)
def test_fault_riot_leaves_exactly_what_the_plans_say(
    store: sa.Engine, box: Box, riot: str
) -> None:
    people, strangers = crowd(), box.strangers()
    job = box.job(store, people)
    first = stored(job, store)
    RIOTS[riot](box)
    planned = to_come(box)
    carried_out(job, store, first.number)
    assert to_come(box) < planned
    box.faults.clear()
    assert wrong(box, first, {}) == {}

    box.correct("runsignup-1", bib_number="2901", last_name="Mended")
    box.correct("runsignup-2", phone="777 0202")
    before, people[:] = box.held(), changed()
    second = stored(job, store)
    RIOTS[riot](box)
    carried_out(job, store, second.number)
    box.faults.clear()

    assert wrong(box, second, before) == {}
    one, two = box.held()["runsignup-1"], box.held()["runsignup-2"]
    assert (one["bib_number"], one["last_name"], one["phone"]) == ("2901", "Mended", "555 0101")
    assert (two["bib_number"], two["last_name"], two["phone"]) == ("2902", "Else", "777 0202")
    assert box.strangers() == strangers


def test_fault_riot_settles_every_row_of_the_ledger(store: sa.Engine, box: Box) -> None:
    job = box.job(store, crowd())
    first = stored(job, store)
    RIOTS["lost replies"](box)

    carried_out(job, store, first.number)
    box.faults.clear()

    assert job.ledger.open_entries() == []
    assert str(verify(job)) == "24 of 24 match"
    assert make_plan(job).is_empty


def test_an_event_renamed_between_plan_and_apply_is_named_and_nothing_is_sent(
    store: sa.Engine, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = box.job(store, crowd())
    plan = stored(job, store)
    box.rename(monkeypatch, "10 Mile", "Ten Miles")

    with pytest.raises(PlanMoved, match=r"event '10 Mile' is now called 'Ten Miles' at the provi"):
        carried_out(job, store, plan.number)

    assert (box.held(), box.heard.writes) == ({}, [])


def test_an_event_renamed_after_a_push_moves_and_doubles_nobody(
    store: sa.Engine, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = box.job(store, crowd())
    carried_out(job, store, stored(job, store).number)
    box.rename(monkeypatch, "10 Mile", "Ten Miles")
    held = box.held()

    plan = stored(job, store)
    carried_out(job, store, plan.number)

    assert (len(plan.held_back), plan.is_empty, box.held() == held) == (18, True, True)


def test_an_undo_restores_what_was_held_before(store: sa.Engine, box: Box) -> None:
    people = crowd()
    job = box.job(store, people, withdrawn_share=1.0)
    carried_out(job, store, stored(job, store).number)
    before, people[:] = box.held(), changed()
    number = stored(job, store).number
    carried_out(job, store, number)

    undo = undo_stored(job, Plans(store), number or 0, who="ana")
    RIOTS["lost replies"](box)
    done = carried_out(job, store, undo.number)

    held, added = box.held(), {"runsignup-31", "runsignup-32"}
    listed = {"copernico": added, "chronotrack": set()}[box.name]
    assert {one.record_id for one in done.listed} == listed
    assert held.keys() - before.keys() == listed
    assert {key: held[key] for key in before} == before


def test_nobody_withdrawn_or_unchanged_is_in_the_import_file(store: sa.Engine, box: Box) -> None:
    people = crowd()
    job, file = box.job(store, people), io.StringIO()
    carried_out(job, store, stored(job, store).number)
    people[:] = changed()

    count = export(job, file)

    rows = [line.split(",")[0] for line in file.getvalue().splitlines()[1:]]
    assert (count, rows) == (5, [f"runsignup-{number}" for number in (1, 2, 31, 32, 9)])


def test_people_of_the_scoring_side_never_come_back(store: sa.Engine, box: Box) -> None:
    people = [runner(1), runner(2, first_name="Dorsal", last_name="sin datos")]
    job, strangers = box.job(store, people), box.strangers()

    plan = stored(job, store)
    carried_out(job, store, plan.number)

    assert [(one.record_id, one.reason) for one in plan.held_back] == [
        ("runsignup-2", "placeholder")
    ]
    assert (sorted(box.held()), box.strangers()) == (["runsignup-1"], strangers)
