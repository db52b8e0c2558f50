"""Three registration providers and a second scoring system on their way into the unified views."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from extract.kit.connection import Connection
from extract.kit.destination import Target, open_warehouse
from extract.kit.sync import SyncOptions, sync
from extract.providers import PROVIDERS
from orchestration.building import Builder
from orchestration.control.store import open_store, store_url
from orchestration.mapping.settings import record_settings
from orchestration.mapping.table import Mapping, insert
from push.jobs import open_jobs, open_target
from sandbox.chronotrack.app import ChronoTrack
from sandbox.chronotrack.roster import build_timed_roster
from sandbox.faults import Fault
from sandbox.haku.app import Haku
from sandbox.haku.organiser import build_organiser
from sandbox.race_roster.app import RaceRoster
from sandbox.race_roster.roster import build_roster
from sandbox.servers import SERVERS
from sandbox.serving import serve
from tests.extract.organisers import TEN_MILE as HAKU_TEN_MILE
from tests.extract.rosters import A_RUNNER, LAKEHEAD
from tests.extract.timers import TEN_MILE
from tests.orchestration.conftest import empty_target
from tests.orchestration.planned import LISTED, planned

RACE = "+path:dbt_project/models/marts/race"
PEOPLE = """
    select source_provider, status, removed_reason, count(*), count(event_key)
    from race.unified_participants
    group by source_provider, status, removed_reason
"""
RESULTS = """
    select event_name, status, count(*) from race.unified_results
    where source_provider = 'chronotrack' group by event_name, status
"""
TOP = """
    select overall_rank, gun_time_ms - chip_time_ms = start_offset_ms from race.unified_results
    where source_provider = 'chronotrack' and overall_rank <= 3 order by overall_rank
"""
SPLITS = """
    select split_name, is_finish, count(*), min(split_number) from race.unified_splits
    where source_provider = 'chronotrack' group by split_name, is_finish
"""
EVENTS = """
    select race_name, event_name, timezone, state, country from race.unified_events
    where source_provider in ('haku', 'race_roster')
"""


SETTINGS = {
    "source": "club_haku",
    "races": {"ev_2001": "70101", "ev_2002": "70101"},
    "event_map": {"half marathon": "", "5K Walk": "Walk"},
}
FROM_ROSTER = Mapping(
    "demo_timing", "club_race_roster", LAKEHEAD, "410002", "5 km", None, "club_chronotrack",
    "70101", "kids mile", "confirmed", decided_by="ada",
)  # fmt: skip
NO_FIVE_K = Mapping(
    "demo_timing", "club_haku", "ev_2002", "ev_2002|82", "5K", None, None, None, None, "confirmed",
    decided_by="ada",
)  # fmt: skip


@dataclass
class RaceWay:
    """The providers' servers, a warehouse, and what lies between."""

    roster: RaceRoster
    haku: Haku
    timing: ChronoTrack
    connections: tuple[Connection, ...]
    target: Target
    builder: Builder

    def sync(self) -> None:
        """Lands every connection's lists."""
        with open_warehouse(self.target) as warehouse:
            for one in self.connections:
                sync(PROVIDERS[one.provider], one, warehouse, SyncOptions())

    def decide(self) -> None:
        """Records what settings map and two decisions of a person."""
        with open_warehouse(self.target) as warehouse:
            record_settings(warehouse, self.connections)
            insert(warehouse, [FROM_ROSTER, NO_FIVE_K])

    def build(self) -> None:
        """Builds, tests and flips the group."""
        self.builder.build(RACE)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of one query."""
        with open_warehouse(self.target) as warehouse:
            return warehouse.fetch(sql)


def connection(slug: str, url: str) -> Connection:
    """The demo's connection to a server."""
    said = SERVERS[slug].connection(url)
    return Connection(f"club_{slug}", slug, said["owner"], said["settings"], said["secrets"])


@pytest.fixture(scope="module")
def race_way(
    engine: str,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
    builders: dict[str, Builder],
) -> Iterator[RaceWay]:
    """A warehouse that serves the first load of each."""
    with ExitStack() as held:
        roster = RaceRoster(build_roster(participants=20))
        haku = Haku(build_organiser(people=60))
        timing = ChronoTrack(build_timed_roster(finishers=30))
        apps = {"race_roster": roster.app, "haku": haku.app, "chronotrack": timing.app}
        urls = {slug: held.enter_context(serve(app)).url for slug, app in apps.items()}
        connections = tuple(connection(slug, url) for slug, url in urls.items())
        fed = replace(connections[-1], settings={**connections[-1].settings, **SETTINGS})
        connections = (*connections[:-1], fed)
        folder = tmp_path_factory.mktemp(engine)
        target = empty_target(engine, folder, request)
        builder = builders.setdefault(engine, Builder(target)).moved_to(target)
        way = RaceWay(roster, haku, timing, connections, target, builder)
        way.sync()
        way.decide()
        way.build()
        yield way


def test_everybody_stands_in_one_view(race_way: RaceWay) -> None:
    assert sorted(race_way.rows(PEOPLE), key=str) == [
        ("haku", "active", None, 72, 72),
        ("haku", "removed", "cancelled", 3, 0),
        ("haku", "removed", "removed", 7, 7),
        ("race_roster", "active", None, 21, 21),
        ("race_roster", "removed", "removed", 3, 3),
    ]


def test_events_carry_their_own_zone_and_place(race_way: RaceWay) -> None:
    assert sorted(race_way.rows(EVENTS), key=str) == [
        ("Harbor Lights 10 Mile", "10 Mile", "America/Chicago", "IA", "US"),
        ("Harbor Lights 10 Mile", "5K Walk", "America/Chicago", "IA", "US"),
        ("Lakehead Marathon Weekend", "5 km", "America/Toronto", "ON", "CA"),
        ("Lakehead Marathon Weekend", "Marathon", "America/Toronto", "ON", "CA"),
        ("Lakehead Marathon Weekend", "Volunteer", "America/Toronto", "ON", "CA"),
        ("Pine Valley Half", "5K", "America/Chicago", "IL", "US"),
        ("Pine Valley Half", "Half Marathon", "America/Chicago", "IL", "US"),
        ("Prairie Wind Côte-à-Côte", "10 km", "America/Regina", "SK", "CA"),
        ("Prairie Wind Côte-à-Côte", "One Mile", "America/Regina", "SK", "CA"),
    ]


def test_decisions_and_settings_make_the_start_list_that_a_push_sends(
    race_way: RaceWay, tmp_path: Path
) -> None:
    timing, store = race_way.connections[-1], open_store(store_url(tmp_path))

    listed = race_way.rows(LISTED.format(connection=timing.slug))

    with open_warehouse(race_way.target) as warehouse:
        jobs = open_jobs(timing, open_target(timing), store, warehouse.connection)
        assert sorted(listed) == planned(jobs)
    store.dispose()
    outcomes = {str(outcome) for _, _, outcome in listed}
    assert {"10 Mile", "Kids Mile", "excluded_event", "unknown_event"} <= outcomes
    assert "5K" not in outcomes


def change_upstream(way: RaceWay) -> None:
    """Somebody goes at each provider, one list comes short, and a race is run."""
    way.roster.store.remove(LAKEHEAD, A_RUNNER + 3)
    way.roster.faults.add(Fault(kind="empty_page", path="0002-4d20/participants", times=None))
    number = way.haku.store.numbers(HAKU_TEN_MILE)[0]
    way.haku.store.edit(HAKU_TEN_MILE, number, {"is_cancelled": True})
    way.haku.store.drop(HAKU_TEN_MILE, way.haku.store.numbers(HAKU_TEN_MILE)[5])
    way.timing.store.run_race(TEN_MILE)


def test_what_changed_upstream_has_a_reason(race_way: RaceWay) -> None:
    change_upstream(race_way)
    race_way.sync()
    race_way.build()

    assert sorted(race_way.rows(PEOPLE), key=str) == [
        ("haku", "active", None, 70, 70),
        ("haku", "removed", "cancelled", 5, 2),
        ("haku", "removed", "removed", 6, 6),
        ("haku", "vanished", "vanished", 1, 1),
        ("race_roster", "active", None, 20, 20),
        ("race_roster", "removed", "removed", 3, 3),
        ("race_roster", "vanished", "vanished", 1, 1),
    ]
    assert sorted(race_way.rows(RESULTS)) == [
        ("10 Mile", "disqualified", 1),
        ("10 Mile", "finished", 30),
        ("10 Mile", "not_started", 1),
        ("10 Mile", "retired", 1),
        ("5K", "not_started", 12),
        ("Kids Mile", "not_started", 5),
    ]
    assert sorted(race_way.rows(SPLITS)) == [
        ("Full Course", True, 30, 2),
        ("Midway", False, 31, 1),
    ]
    assert race_way.rows(TOP) == [(1, True), (2, True), (3, True)]
