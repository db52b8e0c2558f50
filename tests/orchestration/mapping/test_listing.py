"""What settings say stands beside what persons decided, and follows the settings."""

import pytest

from extract.kit.destination import open_warehouse
from orchestration.mapping.settings import record_anew, record_settings, settings_rows
from tests.orchestration.mapping.conftest import CONNECTIONS, Office

OTHERWISE = CONNECTIONS.replace('9 = "spring"', '9 = "autumn"').replace('Volunteer = ""', "")
INLAND = '[connections.u]\nprovider = "copernico"\nowner = "inland"\n'
SETTINGS = [
    ("a", "9", None, "s", "spring", None),
    ("a", "9", "Volunteer", "s", "spring", None),
]


def told(office: Office) -> list[tuple[object, ...]]:
    """What the table holds of settings."""
    with open_warehouse(office.place.target) as warehouse:
        return warehouse.fetch(
            "select connection, race_id, event_name, scoring_connection, scoring_race_id, "
            "scoring_event from ops.event_mappings where decided_by = 'connection settings' "
            "order by coalesce(event_name, '')"
        )


def test_settings_stand_in_the_table_and_are_written_once(office: Office) -> None:
    first, second = record_anew(office.place), record_anew(office.place)

    assert told(office) == SETTINGS
    assert (first, second) == (True, False)


def test_changed_settings_replace_their_rows_and_no_decision(office: Office) -> None:
    office.say("set", "Five", "s-2", "--unlock", "Dee Marsh")
    record_anew(office.place)
    (office.place.home / "connections.toml").write_text(OTHERWISE)

    record_anew(office.place)

    assert told(office) == [("a", "9", None, "s", "autumn", None)]
    assert office.held() == [("a", "2", None, "s", "spring", "5K", "confirmed")]


@pytest.mark.parametrize(
    ("well", "wrong"),
    [('{ 9 = "spring" }', '"spring"'), ('{ Volunteer = "" }', '["Volunteer"]')],
)
def test_settings_that_are_not_of_their_kind_give_no_row(
    office: Office, well: str, wrong: str
) -> None:
    text = CONNECTIONS.replace(well, wrong)
    (office.place.home / "connections.toml").write_text(text)

    assert settings_rows(office.place.connections().values()) == []


def test_without_settings_no_table_is_made(office: Office) -> None:
    with open_warehouse(office.place.target) as warehouse:
        assert record_settings(warehouse, []) is False
        assert warehouse.fetch(
            "select count(*) from information_schema.tables where table_name = 'event_mappings'"
        ) == [(0,)]


def test_the_list_tells_who_decided_what(office: Office) -> None:
    office.say("set", "b-7", "t-1", "--choice", "Red", "--unlock", "Dee Marsh")

    lines = office.say("list").stdout.splitlines()

    assert lines[:2] == [
        "confirmed by connection settings: a, race 9: every event -> by name (s, race spring)",
        "confirmed by connection settings: a, race 9: Volunteer -> never sent to s",
    ]
    assert lines[2].startswith("confirmed by ada: b, race 8: Half, Red -> Half (t, race 77)")


def test_confirm_takes_an_event_or_all(office: Office) -> None:
    assert office.say("confirm").exit_code == 2
    assert office.say("confirm", "Half", "--all").exit_code == 2
    assert office.say("confirm", "--all").exit_code == 0


def test_a_partner_that_is_not_there_is_no_empty_list(office: Office) -> None:
    said = office.say("list", "--partner", "harbour")

    assert (said.exit_code, said.stdout) == (1, "")
    assert "There is no timing partner 'harbour'. Perhaps harbor?" in " ".join(said.stderr.split())
    assert office.answer("list", "--partner", "harbor") == office.answer("list")
    (office.place.home / "connections.toml").write_text(CONNECTIONS + INLAND)
    assert office.answer("list", "--partner", "inland") == []
