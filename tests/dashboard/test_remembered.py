"""What was read is given again for as long as it is true, and no longer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from extract.kit.destination import Target, open_warehouse
from extract.kit.errors import WarehouseBusy
from orchestration.dashboard.remembered import Remembered, mark_of


@dataclass
class Clock:
    """A clock that a test sets."""

    at: float = 100.0

    def __call__(self) -> float:
        """The time."""
        return self.at


@dataclass
class Shelf:
    """A warehouse of one table, and how often it was counted."""

    target: Target
    clock: Clock = field(default_factory=Clock)
    asked: int = 0
    is_busy: bool = False

    def __post_init__(self) -> None:
        self.remembered = Remembered(clock=self.clock)

    def count(self) -> int:
        """How many books there are, read from the warehouse."""
        if self.is_busy:
            raise WarehouseBusy("somebody writes")
        self.asked += 1
        with open_warehouse(self.target) as warehouse:
            return int(warehouse.fetch("select count(*) from book")[0][0])

    def add(self) -> None:
        """One book more."""
        with open_warehouse(self.target) as warehouse:
            warehouse.execute("insert into book values (1)")

    def look(self, later: float = 0.0) -> tuple[int, int]:
        """How many books there are said to be some seconds later, and how often they were read."""
        self.clock.at += later
        mark: Callable[[], object] = partial(mark_of, self.target)
        return self.remembered.ask("books", self.count, mark).value, self.asked


@pytest.fixture(params=["duckdb", "postgres"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    """One book, on each engine."""
    duck = request.param == "duckdb"
    location = str(tmp_path / "w.duckdb") if duck else request.getfixturevalue("postgres_url")
    made = Shelf(Target(request.param, location))
    with open_warehouse(made.target) as warehouse:
        warehouse.execute("create table book (number integer)")
    made.add()
    return made


def test_what_was_written_is_seen_a_few_seconds_later(shelf: Shelf) -> None:
    assert shelf.look() == (1, 1)

    shelf.add()

    assert shelf.look(later=1) == (1, 1)
    assert shelf.look(later=4) == (2, 2)


def test_an_untouched_file_is_read_again_after_a_minute_only(tmp_path: Path) -> None:
    shelf = Shelf(Target("duckdb", str(tmp_path / "w.duckdb")))
    with open_warehouse(shelf.target) as warehouse:
        warehouse.execute("create table book (number integer)")

    assert [shelf.look(later=20) for _ in range(5)] == [(0, 1), (0, 1), (0, 1), (0, 2), (0, 2)]


def test_what_is_written_but_stands_in_the_log_alone_is_a_touch(tmp_path: Path) -> None:
    target = Target("duckdb", str(tmp_path / "w.duckdb"))
    with open_warehouse(target) as warehouse:
        warehouse.execute("create table book (number integer)")
        before = mark_of(target)

        warehouse.execute("insert into book values (1)")

        assert mark_of(target) != before


def test_somebody_has_it_all_asked_anew(shelf: Shelf) -> None:
    shelf.look()

    shelf.remembered.forget()

    assert shelf.look() == (1, 2)


def test_a_busy_warehouse_is_told_as_it_was(shelf: Shelf) -> None:
    shelf.look()
    shelf.add()
    shelf.is_busy = True

    shelf.clock.at += 4
    told = shelf.remembered.ask("books", shelf.count, partial(mark_of, shelf.target))

    assert (told.value, told.is_old) == (1, True)


def test_what_somebody_holds_but_has_not_written_to_is_as_it_was(tmp_path: Path) -> None:
    shelf = Shelf(Target("duckdb", str(tmp_path / "w.duckdb")))
    with open_warehouse(shelf.target) as warehouse:
        warehouse.execute("create table book (number integer)")
    shelf.look()
    shelf.is_busy = True

    shelf.clock.at += 4
    told = shelf.remembered.ask("books", shelf.count, partial(mark_of, shelf.target))

    assert (told.value, told.is_old) == (0, False)
