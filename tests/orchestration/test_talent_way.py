"""NowRepBlue's lists on their way to what is served, whatever the agency's server does."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from extract.kit.connection import Connection
from extract.kit.destination import Target, open_warehouse
from extract.kit.errors import ProviderError
from extract.kit.sync import SyncOptions, SyncReport, sync
from extract.providers import PROVIDERS
from orchestration.building import Builder, BuildFailed
from orchestration.unchanged import settle
from sandbox.nowrepblue.app import NowRepBlue
from sandbox.nowrepblue.switches import Switches
from sandbox.serving import serve
from tests.orchestration.conftest import empty_target

TALENT_MODELS = "+path:dbt_project/models/marts/talent"
FIRST_TALENT = "cta0000000000000000000001"
ENTITIES = PROVIDERS["nowrepblue"].entities
DELETIONS = """
    select record_key, payload ->> 'last_name', restored_at is null
    from talent.deletions
    where entity = 'talents'
"""
SLUG = "demo_agency"
SEEN = f"select distinct load_ids::json ->> '{SLUG}' from ops.sync_metadata"
COUNTS = """
    select
        (select count(*) from talent.talents_current),
        (select count(*) from talent.boards_current),
        (select count(*) from talent.portfolios_media_current)
"""


@dataclass
class TalentWay:
    """An agency's server, a warehouse, and what lies between."""

    agency: NowRepBlue
    connection: Connection
    target: Target
    builder: Builder

    def sync(self) -> SyncReport:
        """Lands every list as one load."""
        with open_warehouse(self.target) as warehouse:
            return sync(PROVIDERS["nowrepblue"], self.connection, warehouse, SyncOptions())

    def build(self, *, accept: bool = False) -> None:
        """Builds, tests and flips the group."""
        self.builder.build(TALENT_MODELS, accept=accept)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of one query."""
        with open_warehouse(self.target) as warehouse:
            return warehouse.fetch(sql)

    def served(self) -> tuple[object, ...]:
        """How many talents, boards and media are served."""
        return self.rows(COUNTS)[0]


@pytest.fixture(scope="module")
def open_way(
    engine: str,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[TalentWay]:
    """A warehouse that serves the agency's first load."""
    with ExitStack() as held:
        tmp_path = tmp_path_factory.mktemp(engine)
        agency = NowRepBlue()
        url = held.enter_context(serve(agency.app)).url
        settings = {"base_url": url, "retry": {"attempts": 2, "first": 0.01}}
        connection = Connection(SLUG, "nowrepblue", "demo", settings)
        target = empty_target(engine, tmp_path, request)
        ready = TalentWay(agency, connection, target, Builder(target))
        ready.sync()
        ready.build()
        yield ready


@pytest.fixture
def way(open_way: TalentWay) -> TalentWay:
    """That warehouse, with the agency's server well again; loads and flips of others stay."""
    open_way.agency.switches = Switches()
    return open_way


def test_all_ten_entities_are_served(way: TalentWay) -> None:
    served = way.rows(
        "select served_name from ops.sync_metadata where group_name = 'talent' order by 1"
    )

    assert way.served() == (240, 6, 719)
    assert [name for (name,) in served] == [
        "boards_current", "boards_portfolios_current", "boards_talents_current",
        "media_tags_current", "media_tags_junction_current", "portfolios_media_current",
        "quarantined_rows_current", "talents_current", "talents_measurements_current",
        "talents_portfolios_current", "talents_socials_current",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("error", "talents"),
        ("html", "talents"),
        ("truncated", "talents.* no whole JSON"),
    ],
)
def test_an_outage_leaves_what_is_served(way: TalentWay, answer: str, told: str) -> None:
    way.agency.switches = Switches(envelopes={"talents": answer})

    with pytest.raises(ProviderError, match=told):
        way.sync()

    assert way.served() == (240, 6, 719)


def test_a_field_that_vanished_upstream_does_not_empty_its_column(way: TalentWay) -> None:
    way.agency.switches = Switches(dropped={"talents": "bio"})
    way.sync()

    with pytest.raises(BuildFailed, match=r"talents_current\.bio.* held values"):
        way.build()

    assert way.rows("select count(bio) > 0 from talent.talents_current") == [(True,)]


def test_a_changed_type_is_held_back_and_named(way: TalentWay) -> None:
    way.agency.switches = Switches(string_talent_type=True, null_measurements=True)
    way.sync()

    with pytest.raises(BuildFailed, match="talents_measurements_current would go from"):
        way.build()

    assert way.served() == (240, 6, 719)


def test_a_talent_that_is_gone_is_recorded_once_and_served_again_when_back(way: TalentWay) -> None:
    with way.agency.store.held() as agency:
        kept = agency.records["talents"][FIRST_TALENT]
    way.agency.store.remove("talents", FIRST_TALENT)
    way.sync()
    way.build()
    way.sync()
    way.build()
    gone = way.rows(DELETIONS)
    without = way.served()[0]
    way.agency.store.put("talents", FIRST_TALENT, kept)
    way.sync()
    way.build()

    assert gone == [(f"demo_agency-{FIRST_TALENT}", kept["lastName"], True)]
    assert without == 239
    assert way.served()[0] == 240
    assert way.rows(DELETIONS) == [(f"demo_agency-{FIRST_TALENT}", kept["lastName"], False)]


def test_an_empty_agency_waits_for_consent(way: TalentWay) -> None:
    way.agency.switches = Switches(empty=tuple(entity.name for entity in ENTITIES))
    report = way.sync()

    with pytest.raises(BuildFailed, match="talents of demo_agency was read and is empty"):
        way.build()
    held_back = way.served()
    way.build(accept=True)

    assert {one.landed for one in report.entities} == {0}
    assert held_back == (240, 6, 719)
    assert way.served() == (0, 0, 0)
    assert ("empty",) in way.rows("select distinct brake from ops.acceptances")


def test_lists_that_contradict_themselves_are_news_once(way: TalentWay) -> None:
    way.agency.switches = Switches(duplicates=("talents", "boards_talents"))
    built = way.sync().load_id
    with open_warehouse(way.target) as warehouse:
        warehouse.execute("update ops.sync_metadata set load_ids = ?", [f'{{"{SLUG}": "{built}"}}'])
    quiet = [way.sync().load_id for _ in range(6)]

    with open_warehouse(way.target) as warehouse:
        is_served = settle(warehouse, PROVIDERS["nowrepblue"], SLUG)
    way.agency.switches = Switches(duplicates=("talents",))
    way.sync()
    with open_warehouse(way.target) as warehouse:
        is_served_still = settle(warehouse, PROVIDERS["nowrepblue"], SLUG)

    assert (is_served, is_served_still) == (True, False)
    assert way.rows(SEEN) == [(quiet[-1],)]
