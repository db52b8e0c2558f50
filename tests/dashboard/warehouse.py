"""What the dashboard's warehouse holds: a small race, and a zoo with one generation kept."""

from collections.abc import Iterator
from datetime import UTC, datetime

from extract.kit.destination import Warehouse, open_warehouse
from orchestration.mirror.seals import record_seal
from orchestration.workplace import Workplace
from push.kit.ledger import Ledger
from push.kit.plan import Action, Change, Plan
from push.kit.plans import Plans
from push.kit.verify import Seal
from push.publishing.ledger import Publications
from push.publishing.plan import Plan as PublicationPlan
from tests.dashboard.rentals import rental_tables
from tests.orchestration.generations.conftest import (
    ANIMALS,
    KEPT,
    SERVED,
    generation_tables,
    served,
)
from tests.orchestration.trace.rows import SERVED as RACE
from tests.orchestration.trace.rows import landed_rows

# The zoo makes these, with all their columns.
OTHERS = ("create table ops.flips", "insert into ops.flips", "create table ops.event_mappings")
DAY = "2031-04-19"
PUBLICATION = PublicationPlan("a", "a-1", "10 Mile", "spring", "official", False, 0, 0)
GONE = 45
# A race of another partner, which is over and of which two results have arrived.
SHORE = (
    """insert into race.unified_events
            (event_key, source_provider, connection, timing_partner_id, race_id, race_name,
                event_id, event_name, event_date)
        values ('shore-910101', 'runsignup', 'shore', 'shore', '900101', 'Shore Races', '910101',
                '10 Mile', '2026-02-28'),
            ('shore_timing-10', 'copernico', 'shore_timing', 'shore', 'shore', 'Shore timed',
                'shore|10M', '10M', '2026-02-28')""",
    """insert into race.unified_participants by name
        select 'shore-' || id as participant_key, 'runsignup' as source_provider,
            'shore' as connection, 'shore' as timing_partner_id, '900101' as race_id,
            'shore-910101' as event_key, '10 Mile' as event_name, id as registration_id,
            'Zoë' as first_name, 'Runner' || id as last_name, id || '0' as bib_number,
            'active' as status
        from (values ('1'), ('2')) as people (id)""",
    "alter table race.unified_results add column gender text",
    "alter table race.unified_results add column is_ranked boolean",
    """insert into race.unified_results by name
        select 'shore-r' || id as result_key, 'shore_timing' as connection, 'shore' as race_id,
            'shore|10M' as event_id, 'shore-' || id as participant_key, id || '0' as bib_number,
            'Zoë' as first_name, 'Runner' || id as last_name, 'female' as gender,
            'finished' as status, false as is_placeholder, true as is_ranked,
            cast(id as integer) as overall_rank, 3600500 as gun_time_ms, 3600000 as chip_time_ms,
            timestamptz '2026-02-28 11:00:00+00' as fetched_date
        from (values ('1'), ('2')) as people (id)""",
    """insert into race.start_list by name
        select 'runsignup-' || registration_id as record_id, registration_id, participant_key,
            connection, race_id, event_key, first_name, last_name, bib_number,
            'shore_timing' as scoring_connection, 'shore' as scoring_race_id,
            '10M' as scoring_event, 'ready' as status
        from race.unified_participants where connection = 'shore'""",
)
NOON = datetime(2026, 4, 19, 12, 0, tzinfo=UTC)


def fill(place: Workplace) -> None:
    """Fills the warehouse and the control store."""
    with open_warehouse(place.target) as warehouse:
        for statement in (*_zoo(), *_tests(), *_race(), *_landed(warehouse), *rental_tables()):
            warehouse.connection.execute(statement)
    record_seal(place.store, "s", Seal("spring", 3, 3), NOON)
    Plans(place.store, lambda: NOON).put(plan(), "eve")
    _sent(place)
    Publications(place.store, "a", "a-1", lambda: NOON).store(PUBLICATION, "eve")


def _sent(place: Workplace) -> None:
    """Ana was sent and seen, Dee was refused."""
    ledger = Ledger(place.store, "s", "spring", lambda: NOON)
    names = {"first_name": "Ana"}
    ana, dee = ledger.intend(
        "1",
        [
            Action("create", "runsignup-5501", "Ana Silva", "10 Mile", names),
            Action("create", "runsignup-5505", "Dee Holt", "10 Mile", names),
        ],
    )
    ledger.mark([ana], "sent")
    ledger.mark([ana], "confirmed")
    ledger.mark([dee], "rejected", "The bib 9 is taken.")


def plan() -> Plan:
    """A plan that would make one runner and change another."""
    ana = Action(
        "update", "runsignup-5501", "Ana Silva", "10 Mile", {"bib_number": "1234"},
        (Change("bib_number", "12", "1234"),),
    )  # fmt: skip
    dee = Action("create", "runsignup-5505", "Dee Holt", "10 Mile", {"first_name": "Dee"})
    return Plan("s", "spring", 2, 0, creates=(dee,), updates=(ana,))


def _zoo() -> Iterator[str]:
    yield generation_tables("duckdb")
    yield ANIMALS.format(version=1, more="")
    yield ANIMALS.format(version=2, more=", diet text")
    yield f"insert into zoo.animals_v1 values {KEPT}"
    yield f"insert into zoo.animals_v2 values {SERVED}"
    yield "create view zoo.animals_current as select * from zoo.animals_v2"
    yield from served("animals", "species,number", 4, 4)
    yield f"""insert into zoo.deletions select 'animals', 'dodo ' || number, 'zoo_gate', null,
        'no longer in the source', timestamptz '2026-01-01 00:00:00+00' + interval 1 hour * number,
        null from range({GONE}) as numbers (number)"""


def _tests() -> Iterator[str]:
    yield """insert into ops.test_results select 'test.' || number, 'is_whole_' || number,
        'animals', 'zoo', 'pass', 0, null, timestamptz '2026-01-01 00:00:00+00'
        from range(12) as numbers (number)"""
    yield """insert into ops.test_results values ('test.bib', 'no_bib_is_given_twice', 'start_list',
        'race', 'fail', 3, 'Got 3 results, configured to fail if != 0',
        '2025-12-31 00:00:00+00')"""


def _race() -> Iterator[str]:
    for statement in RACE:
        if not statement.startswith(OTHERS):
            yield statement.replace("create schema ", "create schema if not exists ")
    yield "alter table race.unified_events add column starts_at timestamptz"
    yield f"update race.unified_events set starts_at = '{DAY} 08:00:00+00', event_date = '{DAY}'"
    yield "drop table race.start_list"
    yield """create table race.start_list as
        select 'runsignup-' || registration_id as record_id, registration_id, participant_key,
            connection, race_id, event_key, first_name, last_name, bib_number,
            's' as scoring_connection,
            'spring' as scoring_race_id, '10 Mile' as scoring_event,
            case when bib_number = '8' then 'held_back' else 'ready' end as status,
            case when bib_number = '8' then 'duplicate_bib' end as held_back_reason
        from race.unified_participants where status = 'active'"""
    yield """create table race.people_registrations as select participant_key,
        participant_key as person_key, 'none' as rule from race.unified_participants"""
    yield "alter table race.unified_participants add column choice text"
    yield from SHORE


def _landed(warehouse: Warehouse) -> Iterator[str]:
    yield from landed_rows(warehouse)
    for provider in ("runsignup", "copernico"):
        for column in ("fetched", "landed", "deduplicated", "quarantined"):
            yield f"alter table raw_{provider}.loads add column {column}_count bigint default 7"
        yield f"alter table raw_{provider}.loads add column cursor_to timestamptz"
        yield f"alter table raw_{provider}.loads add column note text"
    yield """insert into raw_runsignup.quarantine values ('a', 'participants', 'no_key',
        'the <b>key</b> is missing', '{}', 'page 4 row 9', '2026-04-19 08:02:00+00', '100.1')"""
