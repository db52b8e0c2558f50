"""A publication that is killed, or meets another one: settled, never doubled, nobody told twice."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from orchestration.control.store import open_store, store_url
from push.publishing.ledger import read_publications
from push.publishing.planning import Wish
from sandbox.runsignup.app import RunSignUp
from sandbox.serving import serve
from tests.push.publishing.results_world import Desk, connection, serving
from tests.sandbox.client import tiny

TELLING = Wish("official", is_notifying=True)
SIX = [1, 2, 3, 4, 5, 6]


class Telling(list[int]):
    """The runners who were told; `then` is called when there are so many."""

    def __init__(self, enough: int, then: Callable[[], object]) -> None:
        super().__init__()
        self.enough, self.then = enough, then

    def append(self, told: int) -> None:
        """Tells one more."""
        super().append(told)
        if len(self) == self.enough:
            self.then()


@dataclass
class Scene:
    """A desk whose results stand in a file, and the processes that publish them."""

    desk: Desk
    store_url: str
    folder: Path
    running: list["subprocess.Popen[str]"] = field(default_factory=list)

    def run(self) -> tuple[int, str]:
        """Exit code and last words of a process that publishes, ended by itself or by a kill."""
        arguments = [self.desk.server.url, self.store_url, str(self.folder / "served.duckdb")]
        with subprocess.Popen(
            [sys.executable, "-m", "tests.push.publishing.publishing_process", *arguments],
            stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3],
        ) as process:  # fmt: skip
            self.running.append(process)
            said, _ = process.communicate(timeout=60)
        return process.returncode, said

    def kill_when_told(self, count: int) -> None:
        """Kills the newest process once so many runners were told, before it hears of that."""
        self.desk.runsignup.results.notices = Telling(count, lambda: self.running[-1].kill())

    def kill_at(self, path: str, call: int) -> None:
        """Kills the newest process at this call, which may be carried out all the same."""
        self.desk.runsignup.faults.before(path, lambda: self.running[-1].kill(), call=call)


@contextmanager
def opened(url: str, folder: Path) -> Iterator[Scene]:
    """A plan that tells all six finishers, and waits."""
    runsignup = RunSignUp(tiny(), today=lambda: date(2026, 3, 1))
    store = open_store(url)
    with serve(runsignup.app) as server:
        way = connection(server.url, notices="rows")
        with duckdb.connect(str(folder / "served.duckdb")) as database:
            Desk(runsignup, server, serving(database), store, way).plan(TELLING)
        with duckdb.connect(str(folder / "served.duckdb"), read_only=True) as database:
            yield Scene(Desk(runsignup, server, database, store, way), url, folder)
    store.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    """That scene, with its record in SQLite and in PostgreSQL."""
    is_sqlite = request.param == "sqlite"
    url = store_url(tmp_path) if is_sqlite else str(request.getfixturevalue("postgres_url"))
    with opened(url, tmp_path) as made:
        yield made


def states(store: sa.Engine) -> list[str]:
    """The state of each publication, newest first."""
    return [one.state for one in read_publications(store)]


def test_killed_after_telling_the_next_one_settles_and_tells_nobody_again(scene: Scene) -> None:
    scene.kill_when_told(4)

    killed = scene.run()
    left = states(scene.desk.store)
    again = scene.run()

    assert (killed, left) == ((-9, ""), ["sending"])
    assert (again, states(scene.desk.store)) == ((0, "6 of 6 match"), ["done"])
    assert sorted(scene.desk.told) == SIX
    assert sorted(key or 0 for key in scene.desk.rows()) == SIX


def test_killed_at_the_call_that_tells_nobody_is_told_twice(scene: Scene) -> None:
    scene.kill_at("full-results", call=2)

    killed = scene.run()
    again = scene.run()

    assert (killed, again) == ((-9, ""), (0, "6 of 6 match"))
    assert sorted({*scene.desk.told} - {3, 4}) == [1, 2, 5, 6]
    assert len(scene.desk.told) == len({*scene.desk.told})
    assert sorted(key or 0 for key in scene.desk.rows()) == SIX


def test_killed_before_anything_arrived_everybody_arrives_once(scene: Scene) -> None:
    scene.kill_at("new-result-set", call=1)

    killed = scene.run()
    again = scene.run()

    assert (killed, again) == ((-9, ""), (0, "6 of 6 match"))
    assert (len(scene.desk.sets()), sorted(scene.desk.told)) == (1, SIX)


def test_of_two_that_publish_at_once_one_wins(scene: Scene) -> None:
    others: list[tuple[int, str]] = []
    scene.desk.runsignup.faults.before("full-results", lambda: others.append(scene.run()), call=2)

    first = scene.run()

    assert (first, others) == ((0, "6 of 6 match"), [(0, "PublishedElsewhere")])
    assert (sorted(scene.desk.told), len(scene.desk.writes("full-results"))) == (SIX, 3)
