"""Whom a flip on PostgreSQL waits for and for how long; nobody waits for it."""

import contextlib
import threading
import time
from collections.abc import Iterator

import psycopg

from tests.transform.flock_farm import Farm
from tests.transform.flock_readers import reading

SHORTLY = ("--vars", "flip_wait_seconds: 2")
KNOWN_ROWS = "select reltuples from pg_class where oid = 'farm.sheep_v2'::regclass"
VACUUM = "lock table farm.sheep_v1 in share update exclusive mode"
GENERATIONS = "select generation from farm.dogs limit 1"
WAITING = """
    select 1 from pg_stat_activity
    where query like '%syncline.refusal%' and wait_event = 'PgSleep'
"""
PATIENCE_SECONDS = 60


@contextlib.contextmanager
def reader(url: str, query: str) -> Iterator[psycopg.Connection]:
    """A connection with an open transaction that has read something."""
    with psycopg.connect(url) as connection:
        connection.execute("set idle_in_transaction_session_timeout = 0")
        connection.execute(query.encode())
        yield connection


def test_a_long_reader_makes_the_flip_give_up_and_the_next_build_flips(postgres_farm: Farm) -> None:
    url = postgres_farm.target.location
    postgres_farm.feed(2)

    with reader(url, GENERATIONS) as long, reading(postgres_farm) as met:
        said = postgres_farm.build(*SHORTLY)
        served = postgres_farm.served()
        pid = long.info.backend_pid

    assert not said.success
    assert "farm: nothing was flipped, served data is as it was. " in said.words
    assert f"longer than the 2 s that a flip waits (pid {pid} since " in said.words
    assert served == (1, 1, 1)
    assert (met.errors, met.wrong, met.generations) == ([], [], {1})
    assert postgres_farm.build(*SHORTLY).success
    assert postgres_farm.served() == (2, 2, 2)


def end_once_waited_for(url: str, long: psycopg.Connection) -> None:
    """Ends a reader's transaction as soon as a flip waits for it."""
    ending = time.monotonic() + PATIENCE_SECONDS
    with psycopg.connect(url, autocommit=True) as watching:
        while not watching.execute(WAITING).fetchall() and time.monotonic() < ending:
            time.sleep(0.01)
    long.rollback()


def test_a_reader_that_ends_in_time_is_waited_for(postgres_farm: Farm) -> None:
    url = postgres_farm.target.location
    postgres_farm.feed(2)

    with reader(url, GENERATIONS) as long:
        ending = threading.Thread(target=end_once_waited_for, args=(url, long))
        ending.start()
        said = postgres_farm.build()
        ending.join()

    assert said.success, said.words
    assert postgres_farm.served() == (2, 2, 2)


def test_a_reader_of_the_kept_generation_is_waited_for_and_named(postgres_farm: Farm) -> None:
    url = postgres_farm.target.location
    postgres_farm.feed(2)
    postgres_farm.build()
    postgres_farm.feed(3)

    with reader(url, "select generation from farm.dogs_v1") as long:
        said = postgres_farm.build(*SHORTLY)
        served = postgres_farm.served()
        pid = long.info.backend_pid

    assert said.statuses["dogs"] == "error"
    assert "farm.dogs_v1, which is to be filled, is still read (pid" in said.words
    assert f"(pid {pid}); waited 2 s." in said.words
    assert served == (2, 2, 2)
    assert postgres_farm.build().success
    assert postgres_farm.served() == (3, 3, 3)


def test_a_reader_of_another_database_is_not_waited_for(postgres_farm: Farm) -> None:
    # the database that this one was copied from has the same object ids
    original = f"{postgres_farm.target.location}_served"
    postgres_farm.feed(2)

    with reader(original, GENERATIONS):
        said = postgres_farm.build(*SHORTLY)

    assert said.success, said.words


def test_a_rollback_waits_no_longer_for_a_reader(postgres_farm: Farm) -> None:
    postgres_farm.feed(2)
    postgres_farm.build()

    with reader(postgres_farm.target.location, GENERATIONS):
        said = postgres_farm.rollback(*SHORTLY)
        served = postgres_farm.served()

    assert not said.success
    assert "farm: not rolled back. A query has been reading it for longer" in said.words
    assert "than the 2 s" in said.words
    assert served == (2, 2, 2)


def test_a_flip_does_not_wait_for_a_vacuum_of_what_is_served(postgres_farm: Farm) -> None:
    postgres_farm.feed(2)

    with reader(postgres_farm.target.location, VACUUM):
        said = postgres_farm.build(*SHORTLY)

    assert said.success, said.words
    assert postgres_farm.served() == (2, 2, 2)


def test_a_generation_is_known_to_the_planner_before_others_are_built_from_it(
    postgres_farm: Farm,
) -> None:
    postgres_farm.feed(2)

    said = postgres_farm.dbt("run", "--select", "sheep")

    assert said.statuses["sheep"] == "success"
    assert postgres_farm.served() == (1, 1, 1)
    assert postgres_farm.run(KNOWN_ROWS) == [(5.0,)]
