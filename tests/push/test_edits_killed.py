"""Sending edits back that is killed (kill -9) goes on where it was: none lost, none sent twice."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from orchestration.control.store import open_store, store_url
from push.kit.ledger import Ledger
from sandbox.resources_centre.app import ResourcesCentre
from sandbox.serving import Served, serve
from tests.push.edited import edit, fill

WRITE = "/api/speakers/"


@dataclass
class Scene:
    """A running centre, a warehouse file, a store, and the process that sends edits."""

    centre: ResourcesCentre
    server: Served
    folder: Path
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def push(self) -> tuple[int, str]:
        """Exit code and last words of the process, ended by itself or by a kill."""
        arguments = [self.server.url, store_url(self.folder), str(self.folder / "served.duckdb")]
        command = [sys.executable, "-m", "tests.push.editing_process", *arguments]
        root = Path(__file__).parents[2]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
            self.running.append(process)
            said, _ = process.communicate(timeout=110)
        return process.returncode, said

    def kill_before(self, path: str, call: int, first: Callable[[], object] = list) -> None:
        """Kills the process at this call, before the centre answers it."""

        def strike() -> None:
            first()
            self.running[-1].kill()

        self.centre.faults.before(path, strike, call=call)

    def states(self) -> dict[str, int]:
        """The ledger's rows by state."""
        engine = open_store(store_url(self.folder))
        counts = Ledger(engine, "demo_centre", "speakers").counts()
        engine.dispose()
        return counts

    def writes(self) -> int:
        """How many changes were asked for."""
        return sum(call.method == "PUT" for call in self.server.requests)

    def titles(self) -> set[object]:
        """The titles that the centre holds of the edited speakers."""
        return {row["title"] for row in self.centre.store.rows("speakers")[:4]}


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A centre, and four edits that won."""
    centre = ResourcesCentre()
    centre.switch(writes=True)
    with duckdb.connect(str(tmp_path / "served.duckdb")) as warehouse:
        fill(warehouse)
        for number in range(1, 5):
            edit(warehouse, "speakers", str(number), title="CEO")
    with serve(centre.app) as server:
        yield Scene(centre, server, tmp_path)


def test_killed_between_two_records(scene: Scene) -> None:
    third = {"title": "CEO"}
    scene.kill_before(WRITE, 3, lambda: scene.centre.store.put("speakers", "3", third))

    killed = scene.push()
    left = scene.states()
    again = scene.push()

    # The third was written down, and the centre has it although nobody heard so.
    assert (killed, left) == ((-9, ""), {"sent": 2, "intended": 1})
    assert again == (0, "4 of 4 match")
    assert (scene.titles(), scene.writes()) == ({"CEO"}, 4)
    assert scene.states() == {"confirmed": 4}


def test_killed_before_anything_arrived(scene: Scene) -> None:
    scene.kill_before(WRITE, 1, lambda: scene.centre.switch(writes=False))
    scene.push()
    scene.centre.switch(writes=True)

    left = scene.states()
    again = scene.push()

    assert (left, again) == ({"intended": 1}, (0, "4 of 4 match"))
    assert (scene.titles(), scene.states()) == ({"CEO"}, {"rejected": 1, "confirmed": 4})


def test_killed_before_the_read_back(scene: Scene) -> None:
    scene.kill_before("/api/speakers", call=7)

    scene.push()
    left = scene.states()
    again = scene.push()

    assert (left, again) == ({"sent": 4}, (0, "4 of 4 match"))
    assert (scene.writes(), scene.states()) == (4, {"confirmed": 4})
