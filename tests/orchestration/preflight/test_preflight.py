"""`syncline preflight`: what stands in the way of a start, on both engines, in plain words."""

import json
from pathlib import Path
from typing import Any

import pytest

from extract.kit.destination import open_warehouse
from orchestration.mapping.table import Mapping, insert, writing
from orchestration.preflight.checks import Finding, Preflight, preflight
from orchestration.preflight.start import UnknownEvent
from orchestration.workplace import Workplace
from tests.orchestration.calling import call
from tests.orchestration.conftest import empty_target

SERVED = (
    "create schema race",
    """create table race.unified_events (
        event_key text, source_provider text, connection text, timing_partner_id text,
        race_id text, race_name text, event_id text, event_name text, event_date date
    )""",
    """create table race.unified_participants (
        participant_key text, source_provider text, connection text, registration_id text,
        race_id text, event_key text, first_name text, last_name text, gender text,
        bib_number text, chip text, email text, date_of_birth date, age bigint, status text,
        choice text
    )""",
    "create table race.people_registrations (participant_key text, person_key text, rule text)",
    """insert into race.unified_events values
        ('a-1', 'runsignup', 'a', 'harbor', '9', 'Spring Races', '1', '10 Mile', '2026-04-19'),
        ('a-2', 'runsignup', 'a', 'harbor', '9', 'Spring Races', '2', '5K', '2026-04-19'),
        ('a-3', 'runsignup', 'a', 'harbor', '9', 'Spring Races', '3', 'Volunteer', '2026-04-19'),
        ('b-7', 'race_roster', 'b', 'harbor', '8', 'Spring by Roster', '7', '10 mile ',
            '2026-04-19'),
        ('c-1', 'runsignup', 'c', 'inland', '9', 'Inland Races', '1', '10 Mile', '2026-04-19'),
        ('s-1', 'copernico', 's', 'harbor', 'spring', 'Spring', 'spring|10 Mile', '10 Mile',
            '2026-04-19')""",
)
CONNECTIONS = """
[connections.a]
provider = "runsignup"
owner = "harbor"
[connections.b]
provider = "race_roster"
owner = "harbor"
[connections.s]
provider = "copernico"
owner = "harbor"
settings = { source = "a", races = { 9 = "spring" }, event_map = { Volunteer = "" } }
"""
CLEAR: dict[str, Any] = {
    "source_provider": "runsignup", "connection": "a", "registration_id": "1", "race_id": "9",
    "event_key": "a-1", "first_name": "Ana", "last_name": "Silva", "gender": "female",
    "bib_number": "12", "chip": "C12", "email": "ana@mail.example",
    "date_of_birth": "1990-04-20", "age": 35, "status": "active",
}  # fmt: skip
OTHER = {"first_name": "Bo", "last_name": "Lund", "bib_number": "13", "email": "bo@mail.example"}
FEEDS_NOTHING = Finding(
    "error", "unmapped_event",
    "Spring by Roster: 10 mile , 2026-04-19 (b-7) feeds no scoring connection: nobody of it would "
    "be sent.",
)  # fmt: skip
FIVE_TO_TEN = Mapping(
    "harbor", "a", "9", "2", "5K", None, "s", "spring", "10 Mile", "confirmed", decided_by="ada"
)


class Office:
    """A warehouse that serves a few events; people are added by what they differ in."""

    def __init__(self, place: Workplace) -> None:
        """Makes the tables and the connections."""
        self.place = place
        (place.home).mkdir(parents=True)
        (place.home / "connections.toml").write_text(CONNECTIONS)
        with open_warehouse(place.target) as warehouse:
            for statement in SERVED:
                warehouse.execute(statement)

    def register(self, *people: dict[str, Any]) -> None:
        """Adds people who are in order but for what is given."""
        with open_warehouse(self.place.target) as warehouse:
            for number, changes in enumerate(people):
                row = {"participant_key": f"a-{number}", **CLEAR, **changes}
                names, marks = ", ".join(row), ", ".join("?" * len(row))
                warehouse.execute(
                    f"insert into race.unified_participants ({names}) values ({marks})",
                    list(row.values()),
                )

    def match(self, *links: tuple[str, str, str]) -> None:
        """Says whose registrations are whose: registration, person, rule."""
        with open_warehouse(self.place.target) as warehouse:
            for link in links:
                warehouse.execute(
                    "insert into race.people_registrations values (?, ?, ?)", list(link)
                )

    def look(self, event: str = "a-2") -> Preflight:
        """What stands in the way of an event; the 5K has no like at another provider."""
        return preflight(self.place, event)


@pytest.fixture(params=["duckdb", "postgres"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Office:
    """That warehouse, without people."""
    target = empty_target(request.param, tmp_path, request)
    return Office(Workplace(tmp_path / "home", target, {}))


def kinds(found: Preflight) -> list[tuple[str, str, tuple[str, ...]]]:
    """Severity, check and records of each finding."""
    return [(one.severity, one.check, one.records) for one in found.findings]


def test_a_start_in_order_is_clear(office: Office) -> None:
    office.register({}, OTHER)

    found = office.look("Spring Races: 10 Mile")

    assert (found.people, found.sources) == (2, ("a-1", "b-7"))
    assert found.findings == (FEEDS_NOTHING,)


def test_a_bib_given_twice_at_two_providers_is_an_error(office: Office) -> None:
    there = {"source_provider": "race_roster", "connection": "b", "race_id": "8"}
    office.register({}, {**OTHER, **there, "event_key": "b-7", "bib_number": " 012"})

    found = office.look("a-1")

    assert ("error", "duplicate_bib", ("a-0", "a-1")) in kinds(found)
    assert "Ana Silva (a-0), Bo Lund (a-1) have bib 12." in [one.text for one in found.findings]


def test_one_person_twice_is_an_error(office: Office) -> None:
    office.register({}, {"first_name": "ANA ", "last_name": "Sílva", "bib_number": "13"})

    assert ("error", "same_person", ("a-0", "a-1")) in kinds(office.look("a-1"))


def test_one_person_under_two_names_is_a_warning(office: Office) -> None:
    office.register({}, {"first_name": "Annie", "bib_number": "13"}, {**OTHER, "bib_number": "14"})
    office.match(("a-0", "a-0", "first"), ("a-1", "a-0", "email_nickname"), ("a-2", "a-2", "first"))

    found = office.look("a-1")

    assert ("warning", "likely_same_person", ("a-0", "a-1")) in kinds(found)
    assert "Ana Silva (a-0), Annie Silva (a-1) may be one person, by email_nickname." in [
        one.text for one in found.findings
    ]


def test_the_gravest_comes_first_and_what_is_missing_is_counted(office: Office) -> None:
    lacking = {"gender": None, "chip": None, "bib_number": None, "date_of_birth": None}
    office.register({"event_key": None}, OTHER | lacking, {"age": 40, "bib_number": "14"})

    found = office.look("a-1")

    assert kinds(found) == [
        ("error", "unmapped_person", ("a-0",)),
        ("error", "unmapped_event", ()),
        ("warning", "age", ("a-2",)),
        ("warning", "missing_birth_date", ("a-1",)),
        ("warning", "missing_gender", ("a-1",)),
        ("warning", "missing_bib", ("a-1",)),
        ("note", "missing_chip", ("a-1",)),
    ]
    assert found.findings[3].text == "1 of 2 lack a birth date: Bo Lund (a-1)."


def test_an_event_that_the_scoring_race_lacks_is_named(office: Office) -> None:
    assert [one.text for one in office.look("a-2").findings] == [
        "s has no event '5K' in its race spring; it has '10 Mile'."
    ]


def test_an_event_that_is_never_sent_is_noted(office: Office) -> None:
    found = office.look("Volunteer")

    assert kinds(found) == [("note", "excluded_event", ())]
    assert found.is_clear


def test_what_a_person_decided_feeds_an_event(office: Office) -> None:
    with open_warehouse(office.place.target) as warehouse, writing(warehouse):
        insert(warehouse, [FIVE_TO_TEN])

    assert office.look("a-2").findings == ()


def test_a_bib_given_twice_in_events_of_two_names_that_run_as_one_is_an_error(
    office: Office,
) -> None:
    with open_warehouse(office.place.target) as warehouse, writing(warehouse):
        insert(warehouse, [FIVE_TO_TEN])
    office.register({}, {**OTHER, "event_key": "a-2", "bib_number": "12"})

    found = office.look("a-1")

    assert found.sources == ("a-1", "a-2", "b-7")
    assert ("error", "duplicate_bib", ("a-0", "a-1")) in kinds(found)


def test_a_name_of_several_events_is_refused_with_their_keys(office: Office) -> None:
    with pytest.raises(UnknownEvent, match=r"may be one of 3 events: .*\(a-1\).*\(c-1\)"):
        office.look("10 mile")
    with pytest.raises(UnknownEvent, match="No event is called 'Marathon'"):
        office.look("Marathon")


def test_a_birth_date_that_can_hardly_be_true_is_a_warning(office: Office) -> None:
    newborn = {"date_of_birth": "2026-04-18", "age": 0}
    unborn = {**OTHER, "date_of_birth": "2026-05-01", "age": None}
    ancient = {"first_name": "Cy", "bib_number": "14", "date_of_birth": "1900-01-01", "age": 126}
    office.register(newborn, unborn, ancient)

    assert ("warning", "unlikely_birth_date", ("a-0", "a-1", "a-2")) in kinds(office.look("a-1"))


def test_a_name_from_outside_cannot_write_on_the_terminal(office: Office) -> None:
    office.register({"first_name": "Eve\x1b[2J", "gender": None})

    shown = call(office.place, "preflight", "a-1").stdout

    assert "1 of 1 lack a gender: Eve\ufffd[2J Silva (a-0)." in shown


def test_the_exit_code_tells_scripts(office: Office) -> None:
    bad = call(office.place, "preflight", "a-2", "--json")
    clear = call(office.place, "preflight", "a-3")

    assert (bad.exit_code, clear.exit_code) == (3, 0)
    assert json.loads(bad.stdout)["findings"][0]["check"] == "unmapped_event"
    assert "Nothing stands in the way of the start." in clear.stdout


def test_of_very_many_of_one_kind_the_first_are_shown(office: Office) -> None:
    pairs = [{"bib_number": str(bib), "last_name": f"Silva {bib}"} for bib in range(100, 150)]
    office.register(*pairs, *pairs)

    shown = call(office.place, "preflight", "a-1")

    assert shown.exit_code == 3
    assert shown.stdout.count("have bib") == 40
    assert "and 10 more of duplicate bib: syncline preflight ... --json" in shown.stdout
