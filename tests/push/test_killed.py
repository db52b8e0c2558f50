"""A push that is killed (kill -9) goes on where it was: nobody missing, nobody sent twice."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from orchestration.control.store import open_store, store_url
from push.kit.ledger import Ledger
from push.kit.target import Record
from push.targets.copernico.assumed import registration
from sandbox.copernico.app import Copernico
from sandbox.serving import Served, serve
from tests.push.world import fill, person

SLUG = "riverbend-spring-2026"
PEOPLE = [person(number, event_name="10 Mile") for number in range(101, 141)]


@dataclass
class Scene:
    """A running sandbox, a warehouse file, a store, and the process that pushes."""

    copernico: Copernico
    server: Served
    folder: Path
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def push(self) -> tuple[int, str]:
        """Exit code and last words of the pushing process, ended by itself or by a kill."""
        arguments = [self.server.url, store_url(self.folder), str(self.folder / "served.duckdb")]
        command = [sys.executable, "-m", "tests.push.pushing_process", *arguments]
        root = Path(__file__).parents[2]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
            self.running.append(process)
            said, _ = process.communicate(timeout=60)
        return process.returncode, said

    def kill_before(self, path: str, call: int, first: Callable[[], object] = list) -> None:
        """Kills the pushing process at this call, before the provider answers it."""

        def strike() -> None:
            first()
            self.running[-1].kill()

        self.copernico.faults.before(path, strike, call=call)

    def states(self) -> dict[str, int]:
        """The ledger's rows by state."""
        engine = open_store(store_url(self.folder))
        counts = Ledger(engine, "demo_copernico", SLUG).counts()
        engine.dispose()
        return counts


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A sandbox that holds nobody, and forty served people."""
    copernico = Copernico()
    with duckdb.connect(str(tmp_path / "served.duckdb")) as warehouse:
        fill(warehouse, PEOPLE)
    with serve(copernico.app) as server:
        yield Scene(copernico, server, tmp_path)
    copernico.close()


def sent(scene: Scene) -> int:
    """How many registrations calls there have been."""
    return sum(call.method == "POST" for call in scene.server.requests)


def test_killed_between_two_chunks(scene: Scene) -> None:
    scene.kill_before("/race-registrations", call=2)

    killed = scene.push()
    left = scene.states()
    again = scene.push()

    assert (killed, left) == ((-9, ""), {"sent": 10, "intended": 10})
    assert again == (0, "40 of 40 match")
    assert len(scene.copernico.store.entrants(SLUG)) == 40
    assert scene.states()["confirmed"] == 40


def test_killed_after_the_provider_stored_it(scene: Scene) -> None:
    chunk = [
        registration(Record(one.record_id, "10 Mile", {"bib_number": one.bib_number or ""}), SLUG)
        for one in PEOPLE[:10]
    ]
    scene.kill_before(
        "/race-registrations", call=1, first=lambda: scene.copernico.store.register(SLUG, chunk)
    )

    killed = scene.push()
    left = scene.states()
    again = scene.push()

    assert (killed, left) == ((-9, ""), {"intended": 10})
    assert again == (0, "40 of 40 match")
    assert len(scene.copernico.store.entrants(SLUG)) == 40


def test_killed_before_the_read_back(scene: Scene) -> None:
    scene.kill_before("/preset/", call=5)

    scene.push()
    left, calls = scene.states(), sent(scene)
    again = scene.push()

    assert again == (0, "40 of 40 match")
    assert (left, calls) == ({"sent": 40}, 4)
    assert sent(scene) == 4
    assert scene.states() == {"confirmed": 40}
