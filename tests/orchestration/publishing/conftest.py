"""Served events and results of one start, on each engine, and the RunSignup that takes them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extract.kit.destination import Target, open_warehouse
from orchestration.control.store import open_store
from orchestration.workplace import Workplace
from sandbox.runsignup.access import KEY, SECRET
from sandbox.runsignup.app import RunSignUp
from sandbox.serving import serve
from tests.orchestration.calling import call
from tests.orchestration.conftest import empty_target
from tests.sandbox.client import tiny

CONNECTIONS = """
[connections.harbor]
provider = "runsignup"
owner = "harbor_timing"
settings = {{ base_url = "{url}/rest", paced = false }}
secrets = {{ api_key = "{key}", api_secret = "{secret}" }}
[connections.roster]
provider = "race_roster"
owner = "harbor_timing"
[connections.timing]
provider = "copernico"
owner = "harbor_timing"
[connections.timing.settings]
source = "harbor"
races = {{ 900101 = "spring" }}
event_map = {{ "10 Mile" = "10M" }}
"""
EVENTS = """
    create table race.unified_events as
    select event_key, source_provider, connection, 'harbor_timing' as timing_partner_id, race_id,
        race_name, event_id, event_name, cast('2026-04-19' as date) as event_date
    from (values
        ('harbor-910101', 'runsignup', 'harbor', '900101', 'Spring', '910101', '10 Mile'),
        ('harbor-910102', 'runsignup', 'harbor', '900101', 'Spring', '910102', '5K'),
        ('roster-7', 'race_roster', 'roster', '7', 'Spring by Roster', '7', '10M'),
        ('timing-spring|10M', 'copernico', 'timing', 'spring', 'Spring timed', 'spring|10M', '10M'),
        ('timing-spring|8K', 'copernico', 'timing', 'spring', 'Spring timed', 'spring|8K', '8K')
    ) as given (
        event_key, source_provider, connection, race_id, race_name, event_id, event_name
    )
"""
PEOPLE = """
    create table race.unified_participants as
    select participant_key, source_provider, connection, event_key, '10 Mile' as event_name,
        registration_id, 'active' as status, bib_number
    from (values
        ('harbor-1', 'runsignup', 'harbor', 'harbor-910101', '1', '10'),
        ('harbor-2', 'runsignup', 'harbor', 'harbor-910101', '2', '20'),
        ('roster-5', 'race_roster', 'roster', 'roster-7', '5', '50')
    ) as given (
        participant_key, source_provider, connection, event_key, registration_id, bib_number
    )
"""
RESULTS = """
    create table race.unified_results as
    select result_key, 'timing' as connection, 'spring|10M' as event_id, participant_key,
        bib_number, 'Zoë' as first_name, 'Runner' as last_name, 'female' as gender,
        'finished' as status, false as is_placeholder, true as is_ranked, overall_rank,
        3600500 + overall_rank as gun_time_ms, 3600000 + overall_rank as chip_time_ms
    from (values
        ('t-1', 'harbor-1', '10', 1), ('t-2', 'harbor-2', '20', 2),
        ('t-5', 'roster-5', '50', 3), ('t-9', null, '20', 4)
    ) as given (result_key, participant_key, bib_number, overall_rank)
"""


@dataclass(frozen=True)
class Office:
    """A workplace with those connections, and the RunSignup they lead to."""

    place: Workplace
    runsignup: RunSignUp

    def syncline(self, *words: str) -> tuple[int, str]:
        """Exit code and output of one command."""
        done = call(self.place, "results", *words, SYNCLINE_ACTOR="Bo Planner")
        return done.exit_code, done.output

    def answer(self, *words: str) -> Any:
        """What one command that goes well answers as JSON."""
        code, said = self.syncline(*words, "--json")
        assert code == 0, said
        return json.loads(said)

    def serve(self, *statements: str) -> None:
        """Changes what is served."""
        fill(self.place.target, statements)


def fill(target: Target, statements: Sequence[str]) -> None:
    """Runs statements in a warehouse."""
    with open_warehouse(target) as warehouse:
        for statement in statements:
            warehouse.execute(statement)


@pytest.fixture(params=["duckdb", "postgres"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """That workplace, with nothing published yet."""
    target = empty_target(request.param, tmp_path, request)
    place = Workplace(tmp_path / "home", target, {})
    place.home.mkdir()
    fill(target, ["create schema race", EVENTS, PEOPLE, RESULTS])
    runsignup = RunSignUp(tiny(), today=lambda: date(2026, 3, 1))
    with serve(runsignup.app) as server:
        text = CONNECTIONS.format(url=server.url, key=KEY, secret=SECRET)
        (place.home / "connections.toml").write_text(text)
        open_store(f"sqlite:///{place.home / 'control.db'}").dispose()
        yield Office(place, runsignup)
