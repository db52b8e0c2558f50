"""Killed at any step, or pushed by two at once: the plan is carried out once, and wholly."""

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from orchestration.control.store import open_store, store_url
from push.kit.plan import Plan
from push.kit.plans import Plans
from push.kit.source import Person
from tests.push.battery.boxes import Box, Fields, runner
from tests.push.battery.dying import BUSY, CLOSED, DONE, Errand, run
from tests.push.battery.model import carried_out, stored, wrong

KILLED = -9
# A build kills at every so manieth step, a soak at each.
STRIDE = 3
WRITE = {"copernico": "/race-registrations", "chronotrack": "/entry?client_id"}
CROWD = tuple(
    runner(number, team_name="Hill Club" if number == 3 else None) for number in range(12)
)


@dataclass
class Scene:
    """A sandbox with a first push in it, and a control store with the plan of the second."""

    box: Box
    folder: Path
    people: tuple[Person, ...]
    plan: Plan
    before: dict[str, Fields]
    found: list[object] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The URL of the control store."""
        return store_url(self.folder)

    def errand(self, step: int = 0) -> Errand:
        """To apply the plan, and to die at that step."""
        number = self.plan.number
        assert number is not None
        return Errand(self.box.name, self.box.url, self.url, self.people, number, step)

    def finish(self) -> object:
        """What is wrong after the plan went on under its number; None when nothing is."""
        engine = open_store(self.url)
        try:
            job = self.box.job(engine, self.people)
            if Plans(engine).about(self.plan.number or 0).state != "applied":
                carried_out(job, engine, self.plan.number)
            left = (wrong(self.box, self.plan, self.before), job.ledger.open_entries())
            return None if left == ({}, []) else left
        finally:
            engine.dispose()


@pytest.fixture
def scene(box: Box, tmp_path: Path) -> Scene:
    """Ten people are there; the plan makes two more, changes two and takes one out."""
    return prepared(box, tmp_path)


def prepared(box: Box, folder: Path) -> Scene:
    """A new scene in that folder."""
    box.empty()
    engine = open_store(store_url(folder))
    people = list(CROWD[:10])
    job = box.job(engine, people)
    carried_out(job, engine, stored(job, engine).number)
    gone = [replace(CROWD[5], status="removed")] if box.name == "chronotrack" else []
    people[:] = [
        replace(CROWD[0], phone="555"),
        replace(CROWD[1], last_name="Else"),
        *(one for one in CROWD[2:] if one.record_id not in {two.record_id for two in gone}),
        *gone,
    ]
    job = box.job(engine, people, withdrawn_share=1.0)
    plan, before = stored(job, engine), box.held()
    engine.dispose()
    return Scene(box, folder, tuple(people), plan, before)


def wrong_after_kills(scene: Scene, stride: int) -> list[tuple[int, object]]:
    """Each step at which a kill left something wrong; it is done anew for every step."""
    code, steps = run(scene.errand())
    assert code == DONE
    bad: list[tuple[int, object]] = []
    for step in range(1, steps + 1, stride):
        again = prepared(scene.box, fresh(scene.folder / f"step-{step}"))
        code, _ = run(again.errand(step))
        assert code in (KILLED, DONE)
        scene.found.append(code)
        if (fault := again.finish()) is not None:
            bad.append((step, fault))
    return bad


def fresh(folder: Path) -> Path:
    """An empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def test_kill_at_every_step_leaves_a_plan_that_goes_on(
    scene: Scene, request: pytest.FixtureRequest
) -> None:
    stride = 1 if request.config.getoption("--soak") else STRIDE

    bad = wrong_after_kills(scene, stride)

    assert bad == []
    assert scene.found.count(KILLED) >= 7


def test_of_two_processes_with_one_plan_only_one_sends(scene: Scene) -> None:
    others: list[int] = []
    scene.box.faults.before(
        WRITE[scene.box.name], lambda: others.append(run(scene.errand())[0]), call=1
    )

    first, _ = run(scene.errand())
    later, _ = run(scene.errand())

    assert (first, others, later) == (DONE, [BUSY], CLOSED)
    assert scene.finish() is None
    assert len(scene.box.held()) == len(scene.before) + scene_growth(scene)


def scene_growth(scene: Scene) -> int:
    """By how many the plan lets the provider's people grow."""
    return len(scene.plan.creates) - len(scene.plan.withdrawals)


def test_two_processes_on_postgres_do_not_meet_either(
    box: Box, tmp_path: Path, postgres_url: str
) -> None:
    made = prepared(box, tmp_path)
    engine = open_store(postgres_url)
    job = box.job(engine, made.people, withdrawn_share=1.0)
    number = stored(job, engine).number or 0
    errand = replace(made.errand(), store=engine.url.render_as_string(False), number=number)
    others: list[int] = []
    box.faults.before(WRITE[box.name], lambda: others.append(run(errand)[0]), call=1)

    first, _ = run(errand)

    assert (first, others) == (DONE, [BUSY])
    assert Plans(engine).about(number).state == "applied"
    engine.dispose()
