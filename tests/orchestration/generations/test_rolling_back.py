"""`syncline rollback`: the kept generation is served again, whole, recorded, or nothing moves."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from orchestration.generations.rollback import NotRolledBack, roll_back
from tests.orchestration.generations.conftest import Zoo

State = Callable[[], dict[str, list[tuple[Any, ...]]]]
POSTGRES_ONLY = pytest.mark.parametrize("engine", ["postgres"], indirect=True)
LOADS = ('{"zoo_gate": "2.2"}', '{"zoo_gate": "1.1"}')


def test_the_kept_generation_is_served_and_recorded(zoo: Zoo, state: State) -> None:
    result = zoo.say("rollback", "zoo")

    after = state()
    assert result.exit_code == 0
    assert "zoo.animals_current: v2 -> v1, 4 -> 4 rows" in result.stdout
    assert after["animals"] == [
        ("lion", 1, "Alex", None),
        ("lion", 2, None, None),
        ("penguin", 1, "Private", None),
        ("zebra", 1, "Marty's", None),
    ]
    assert after["record"] == [
        ("animals", 1, 2, 4, 4, LOADS[1], LOADS[0], "run-1", "run-2", "ada"),
        ("keepers", 1, 2, 2, 2, LOADS[1], LOADS[0], "run-1", "run-2", "ada"),
    ]
    assert after["flips"] == [
        ("animals", "rollback", 2, 1, 4, "ada"),
        ("keepers", "rollback", 2, 1, 2, "ada"),
    ]
    assert after["deletions"] == [("animals", "hippo|1", "rolled back", False)]


def test_a_second_rollback_undoes_the_first(zoo: Zoo, state: State) -> None:
    before = state()

    zoo.say("rollback", "zoo")
    zoo.say("rollback", "zoo")

    after = state()
    assert after["animals"] == before["animals"]
    assert after["record"] == before["record"]
    assert after["deletions"] == [
        ("animals", "hippo|1", "rolled back", True),
        ("animals", "zebra|1", "rolled back", False),
    ]


def test_what_stands_on_a_served_view_follows(zoo: Zoo) -> None:
    zoo.run("create view public_animals as select name from zoo.animals_current where number = 1")

    zoo.say("rollback", "zoo")

    assert zoo.rows("select name from public_animals order by name") == [
        ("Alex",),
        ("Marty's",),
        ("Private",),
    ]


def test_a_name_with_odd_characters_is_recorded_as_it_is(zoo: Zoo, state: State) -> None:
    place = replace(zoo.place, env={"SYNCLINE_ACTOR": "O'Hara? 100 %"})

    roll_back(place, "zoo")

    assert {row[-1] for row in state()["record"]} == {"O'Hara? 100 %"}


def test_an_unknown_group_is_refused_with_the_known_ones(zoo: Zoo) -> None:
    result = zoo.say("rollback", "circus", "--json")

    assert result.exit_code == 1
    assert "There is no group 'circus'. Served: zoo." in result.stdout


def test_before_the_first_build_there_is_nothing_to_roll_back(bare_zoo: Zoo) -> None:
    result = bare_zoo.say("rollback", "zoo")

    assert result.exit_code == 1
    assert "Nothing is served yet. Try: syncline build" in result.stderr


def test_a_half_kept_group_is_not_rolled_back(zoo: Zoo, state: State) -> None:
    zoo.run("update ops.sync_metadata set backup_version = 0 where entity = 'keepers'")
    before = state()

    result = zoo.say("rollback", "zoo")

    assert result.exit_code == 1
    assert "zoo has no complete kept generation" in result.stderr
    assert "(zoo.keepers_current)" in result.stderr
    assert state() == before


def test_a_generation_that_is_gone_refuses_in_words(zoo: Zoo, state: State) -> None:
    zoo.run("drop table zoo.animals_v1")
    before = state()

    result = zoo.say("rollback", "zoo")

    assert result.exit_code == 1
    assert "zoo: not rolled back, nothing was changed." in result.stderr
    assert state() == before


@POSTGRES_ONLY
def test_a_long_reader_is_waited_for_and_named(zoo: Zoo, state: State) -> None:
    before = state()
    with psycopg.connect(zoo.place.target.location) as reader:
        reader.execute("select count(*) from zoo.keepers_current")

        with pytest.raises(NotRolledBack, match=f"pid {reader.info.backend_pid} "):
            roll_back(zoo.place, "zoo", wait_seconds=1.5)

    assert state() == before


@POSTGRES_ONLY
def test_a_build_that_fills_the_kept_generation_goes_first(zoo: Zoo, state: State) -> None:
    before = state()
    with psycopg.connect(zoo.place.target.location) as build:
        build.execute("update ops.sync_metadata set backup_version = 0 where entity = 'animals'")

        with pytest.raises(NotRolledBack, match="A build is filling or flipping it"):
            roll_back(zoo.place, "zoo")
        build.rollback()

    assert state() == before
