"""A small race on both engines: servers in this process, a workplace in a temporary folder."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg
import pytest
import urllib3
from psycopg import sql

from extract.kit.destination import Target, open_warehouse
from extract.kit.sync import SyncOptions, SyncReport
from orchestration.building import Builder, BuildReport, NodeEnded
from orchestration.demo.flow import RACE
from orchestration.demo.sandboxes import write_connections
from orchestration.mapping.table import insert, writing
from orchestration.pushing import PushRequest, apply_plans
from orchestration.syncing import run_sync
from orchestration.workplace import Workplace
from push.kit.apply import Applied
from sandbox.copernico.app import Copernico
from sandbox.nowrepblue.app import NowRepBlue
from sandbox.population import Population, build_population
from sandbox.runsignup.app import RunSignUp
from sandbox.serving import serve
from tests import postgres
from tests.orchestration.clubs import CLUBS, SETTINGS, TIMING, Clubs, set_up
from tests.orchestration.killed import kill_a_build

OWN_SCHEMAS = """
    select nspname from pg_namespace
    where nspname !~ '^pg_' and nspname not in ('public', 'information_schema')
"""
SOURCE, SCORING = "demo_runsignup", "demo_copernico"
RUNNER = """
    select registration_id from race.unified_participants
    where event_name = '10 Mile' and status = 'active' and bib_number is not null
        and connection = 'demo_runsignup' and registration_id not like '%|%'
    order by registration_id desc limit 1
"""
TEN_MILE, FIVE_K, VOLUNTEER, CHALLENGE = 910101, 910102, 910103, 910104
ENTRANTS = {5500017: 7001, 5500020: 7002}
"""Who enters the challenge, hence the ten mile and the 5K: registrations and their bibs."""


@dataclass(frozen=True)
class Way:
    """Everything on the way of a runner, small: both servers, the warehouse, the store."""

    place: Workplace
    registration: RunSignUp
    scoring: Copernico
    builder: Builder
    pushes: list[Applied] = field(default_factory=list)
    ended: list[NodeEnded] = field(default_factory=list)
    clubs: Clubs | None = None
    killed: str = ""
    removed: str = ""

    def pull(self, slug: str = SOURCE, **options: bool) -> SyncReport:
        """Syncs one connection."""
        return run_sync(self.place, slug, SyncOptions(**options))  # type: ignore[arg-type]

    def pull_all(self) -> None:
        """Syncs every registration connection, and the clubs' scoring system."""
        for slug in (SOURCE, *CLUBS):
            self.pull(slug)

    def remove_a_runner(self) -> str:
        """The id of the registration that the organizer has removed."""
        person = str(self.rows(RUNNER)[0][0])
        removed = {"registration_id": int(person), "removed_reason": "removed"}
        url = str(self.place.connection(SOURCE).settings["base_url"]).removesuffix("/rest")
        reply = urllib3.request("POST", f"{url}/_sandbox/removals", json=removed)
        assert reply.status == 200
        return person

    def move_entrants(self) -> None:
        """Moves, each under the same id, one entrant to the ten mile and one to where none runs."""
        for person, event in zip(ENTRANTS, (TEN_MILE, VOLUNTEER), strict=True):
            self.registration.store.edit(person, {"event_id": event})

    def build(self) -> BuildReport:
        """Runs `dbt build`; `ended` holds how each node of the last one ended."""
        self.ended.clear()
        return self.builder.build(RACE, ended=self.ended.append)

    def push(self) -> list[Applied]:
        """Plans and applies every race."""
        return apply_plans(self.place, PushRequest(SCORING))

    def race(self) -> None:
        """Runs the 10 Mile at the scoring system."""
        reply = urllib3.request("POST", f"{self.scoring_url}/_sandbox/race-day", json={})
        assert reply.status == 200

    @property
    def scoring_url(self) -> str:
        """The base URL of the scoring server."""
        return str(self.place.connection(SCORING).settings["base_url"])

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of one query."""
        with open_warehouse(self.place.target) as warehouse:
            return warehouse.fetch(sql)


@pytest.fixture(scope="session")
def population() -> Population:
    """The invented people around sixty real finishers."""
    return build_population(finishers=60)


@pytest.fixture(scope="session")
def one_database(postgres_server: str) -> Iterator[str]:
    """One PostgreSQL database for all: the manifest holds its name and is parsed only once."""
    with postgres.database(postgres_server) as url:
        yield url


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)


def empty_target(engine: str, folder: Path, request: pytest.FixtureRequest) -> Target:
    """An empty warehouse on the engine."""
    if engine == "duckdb":
        return Target("duckdb", str(folder / "warehouse.duckdb"))
    url = request.getfixturevalue("one_database")
    with psycopg.connect(url, autocommit=True) as connection:
        for (schema,) in connection.execute(OWN_SCHEMAS).fetchall():
            connection.execute(sql.SQL("drop schema {} cascade").format(sql.Identifier(schema)))
    return Target("postgres", url)


@contextmanager
def open_way(
    target: Target,
    home: Path,
    population: Population,
    clubs: Clubs | None = None,
) -> Iterator[Way]:
    """The whole way to an empty warehouse, with its servers running."""
    registration, scoring = RunSignUp(population), Copernico(population=population)
    connections = home / "demo" / "connections.toml"
    connections.parent.mkdir(parents=True)
    with (
        serve(registration.app) as one,
        serve(scoring.app) as two,
        serve(NowRepBlue().app) as three,
        ExitStack() as held,
    ):
        others = held.enter_context(clubs.served()) if clubs else {}
        urls = {"runsignup": one.url, "copernico": two.url, "nowrepblue": three.url, **others}
        write_connections(connections, urls)
        if clubs:
            set_up(connections, TIMING, SETTINGS)
        yield Way(Workplace(home, target, {}), registration, scoring, Builder(target))
    scoring.close()


def enter_challenge(registration: RunSignUp) -> None:
    """A super event of the ten mile and the 5K, which some of the 5K have entered instead."""
    registration.store.open_super_event(CHALLENGE, "Challenge", [TEN_MILE, FIVE_K])
    for person, bib in ENTRANTS.items():
        registration.store.edit(person, {"event_id": CHALLENGE, "bib_num": bib})


@pytest.fixture
def way(
    engine: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    population: Population,
) -> Iterator[Way]:
    """The whole way, nothing done yet."""
    target = empty_target(engine, tmp_path, request)
    with open_way(target, tmp_path / "home", population) as opened:
        yield opened


@pytest.fixture(scope="module")
def finished_way(
    engine: str,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
    population: Population,
) -> Iterator[Way]:
    """The whole way, gone once to the end: pulled, built, pushed, raced, results built.

    The first build is killed in the middle, and the next one begins where that left everything.
    """
    folder = tmp_path_factory.mktemp(engine)
    target = empty_target(engine, folder, request)
    clubs = Clubs()
    with open_way(target, folder / "home", population, clubs) as opened:
        enter_challenge(opened.registration)
        opened.pull_all()
        with open_warehouse(target) as warehouse, writing(warehouse):
            insert(warehouse, clubs.decisions)
        killed = kill_a_build(target)
        opened.build()
        opened.pushes.extend(opened.push())
        opened.race()
        opened.pull(SCORING)
        opened.build()
        yield replace(opened, clubs=clubs, killed=killed)


@pytest.fixture(scope="module")
def changed_way(finished_way: Way) -> Way:
    """That way after somebody went at each registration provider, pulled and built again."""
    assert finished_way.clubs is not None
    removed = finished_way.remove_a_runner()
    finished_way.move_entrants()
    finished_way.clubs.change()
    finished_way.pull_all()
    finished_way.build()
    return replace(finished_way, removed=removed)
