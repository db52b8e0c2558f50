"""Reading the served people, on both engines."""

from datetime import date

import psycopg

from push.kit.source import Person, read_people
from tests.push.world import fill, person, warehouse

PEOPLE = [
    person(2, date_of_birth=None, bib_number=None),
    person(1),
    person(3, race_id="900102"),
    person(4, status="removed", removed_reason="deferred"),
]


def expected() -> list[Person]:
    """The people of race 900101, in the order of their registration ids."""
    return [PEOPLE[1], PEOPLE[0], PEOPLE[3]]


def test_duckdb_serves_the_people_of_the_asked_races() -> None:
    database = warehouse(PEOPLE)

    assert list(read_people(database, "demo_runsignup", ["900101"])) == expected()


def test_postgres_serves_the_people_of_the_asked_races(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as database:
        fill(database, PEOPLE)

        assert list(read_people(database, "demo_runsignup", ["900101"])) == expected()


def test_people_of_another_connection_are_not_read() -> None:
    database = warehouse(PEOPLE)

    assert list(read_people(database, "other", ["900101", "900102"])) == []


def test_several_races_are_read_together() -> None:
    database = warehouse(PEOPLE)

    assert len(list(read_people(database, "demo_runsignup", ["900101", "900102"]))) == 4


def test_the_record_id_is_the_registration_with_its_source() -> None:
    one = person(5500001, bib_number="12", date_of_birth=date(1980, 1, 2))

    assert (one.record_id, one.name) == ("runsignup-5500001", "Ana Runner 5500001")
