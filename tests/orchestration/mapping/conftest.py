"""A timing office with a few served events, on both engines, and `syncline mapping` before it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from extract.kit.destination import open_warehouse
from orchestration.mapping.decisions import Wish
from orchestration.workplace import Workplace
from tests.orchestration.calling import call
from tests.orchestration.conftest import empty_target

SERVED = (
    "create schema race",
    "create schema intermediate",
    """create table race.unified_events (
        event_key text, source_provider text, connection text, timing_partner_id text,
        race_id text, race_name text, event_id text, event_name text, event_date date,
        starts_at timestamptz
    )""",
    """create table race.unified_participants (
        connection text, timing_partner_id text, race_id text, event_id text, event_key text,
        event_name text, choice text, status text
    )""",
    """create table intermediate.int_race__event_mappings_suggested (
        timing_partner_id text, connection text, race_id text, event_id text, event_name text,
        scoring_connection text, scoring_race_id text, scoring_event text, reason text,
        score numeric(5, 2), is_ambiguous boolean
    )""",
    """create table intermediate.int_race__super_events_listed (
        timing_partner_id text, connection text, race_id text, event_id text, event_name text,
        part_names text
    )""",
    """insert into race.unified_events values
        ('a-1', 'runsignup', 'a', 'harbor', '9', 'Spring', '1', '10 Mile', '2026-04-19',
            '2026-04-19 12:30:00+00'),
        ('a-2', 'runsignup', 'a', 'harbor', '9', 'Spring', '2', 'Five', '2026-04-19', null),
        ('a-3', 'runsignup', 'a', 'harbor', '9', 'Spring', '3', 'Volunteer', '2026-04-19', null),
        ('b-7', 'haku', 'b', 'harbor', '8', 'By Haku', '8|7', 'Half', '2026-04-19', null),
        ('s-1', 'copernico', 's', 'harbor', 'spring', 'Spring', 'spring|10 Mile', '10 Mile',
            '2026-04-19', '2026-04-19 12:30:00+00'),
        ('s-2', 'copernico', 's', 'harbor', 'spring', 'Spring', 'spring|5K', '5K', '2026-04-19',
            '2026-04-19 11:00:00+00'),
        ('t-1', 'chronotrack', 't', 'harbor', '77', 'Spring', '1', 'Half', '2026-04-19', null),
        ('u-1', 'copernico', 'u', 'inland', 'spring', 'Inland', 'spring|5K', '5K', '2026-04-19',
            null)""",
)
CONNECTIONS = """
[connections.a]
provider = "runsignup"
owner = "harbor"
[connections.b]
provider = "haku"
owner = "harbor"
[connections.s]
provider = "copernico"
owner = "harbor"
settings = { source = "a", races = { 9 = "spring" }, event_map = { Volunteer = "" } }
[connections.t]
provider = "chronotrack"
owner = "harbor"
"""
EVENING_BEFORE = datetime(2026, 4, 18, 20, tzinfo=UTC)
AFTER_THE_GUN = datetime(2026, 4, 19, 13, tzinfo=UTC)


@dataclass(frozen=True)
class Office:
    """The warehouse and the command line in front of it."""

    place: Workplace

    def run(self, *statements: str) -> None:
        """Runs statements."""
        with open_warehouse(self.place.target) as warehouse:
            for statement in statements:
                warehouse.execute(statement)

    def register(self, *people: tuple[str, str | None]) -> None:
        """Adds an active registration for each event key and choice."""
        with open_warehouse(self.place.target) as warehouse:
            for event_key, choice in people:
                warehouse.execute(
                    "insert into race.unified_participants select connection, timing_partner_id, "
                    "race_id, event_id, event_key, event_name, cast(? as text), 'active' "
                    "from race.unified_events where event_key = ?",
                    [choice, event_key],
                )

    def say(self, *words: str) -> Result:
        """What `syncline mapping` answers to these words."""
        return call(self.place, "mapping", *words)

    def answer(self, *words: str) -> Any:
        """The JSON that `syncline mapping` answers to these words."""
        return json.loads(self.say(*words, "--json").stdout)

    def held(self) -> list[tuple[Any, ...]]:
        """What the table holds of persons and suggestions."""
        with open_warehouse(self.place.target) as warehouse:
            return warehouse.fetch(
                "select connection, event_id, choice, scoring_connection, scoring_race_id, "
                "scoring_event, state from ops.event_mappings where event_id is not null "
                "order by connection, event_id, coalesce(choice, ''), state, scoring_event"
            )


@pytest.fixture(params=["duckdb", "postgres"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Office:
    """That office, without people; whoever works there is ada."""
    target = empty_target(request.param, tmp_path, request)
    place = Workplace(tmp_path / "home", target, {"SYNCLINE_ACTOR": "ada"})
    place.home.mkdir(parents=True)
    (place.home / "connections.toml").write_text(CONNECTIONS)
    opened = Office(place)
    opened.run(*SERVED)
    return opened


def wish(event: str, **more: Any) -> Wish:
    """What is wished on the evening before the race."""
    return Wish(event, **({"now": EVENING_BEFORE} | more))
