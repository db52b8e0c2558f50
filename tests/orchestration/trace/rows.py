"""What the warehouse of a small race holds: served rows, raw rows, loads and flips."""

import json
from collections.abc import Iterator
from typing import Any

from extract.kit.destination import Warehouse

CONNECTIONS = """
[connections.a]
provider = "runsignup"
owner = "harbor"
[connections.s]
provider = "copernico"
owner = "harbor"
settings = { source = "a", races = { 9 = "spring" } }
"""
DAY = "2026-04-19"
SERVED = (
    "create schema race",
    "create schema ops",
    """create table race.unified_events (
        event_key text, source_provider text, connection text, timing_partner_id text,
        race_id text, race_name text, event_id text, event_name text, event_date date
    )""",
    """create table race.unified_participants (
        participant_key text, source_provider text, connection text, timing_partner_id text,
        race_id text, event_key text, event_name text, registration_id text, transferred_to text,
        first_name text, last_name text, gender text, email text, bib_number text, chip text,
        team_name text, date_of_birth date, age bigint, status text, removed_reason text,
        updated_at timestamptz, fetched_date timestamptz
    )""",
    """create table race.unified_results (
        result_key text, source_provider text, connection text, race_id text, event_id text,
        event_name text, participant_key text, scoring_id text, bib_number text, first_name text,
        last_name text, category text, status text, provider_status text, is_placeholder boolean,
        overall_rank integer, gender_rank integer, category_rank integer, gun_time_ms bigint,
        chip_time_ms bigint, start_offset_ms bigint, fetched_date timestamptz
    )""",
    """create table race.unified_splits (
        result_key text, split_name text, split_number integer, gun_time_ms bigint,
        chip_time_ms bigint
    )""",
    """create table race.start_list as
        select 'a' as connection, '9' as race_id, 'a-5501' as participant_key,
            's' as scoring_connection, 'spring' as scoring_race_id, '10 Mile' as scoring_event,
            'held_back' as status, 'duplicate_bib' as held_back_reason""",
    """create table race.deletions (
        entity text, record_key text, connection text, payload json, reason text,
        deleted_at timestamptz, restored_at timestamptz
    )""",
    """create table ops.flips (
        entity text, action text, to_version integer, load_ids text, flipped_at timestamptz,
        flipped_by text
    )""",
    f"""insert into race.unified_events values
        ('a-1', 'runsignup', 'a', 'harbor', '9', 'Spring Races', '1', '10 Mile', '{DAY}'),
        ('a-2', 'runsignup', 'a', 'harbor', '9', 'Spring Races', '2', '5K', '{DAY}'),
        ('s-1', 'copernico', 's', 'harbor', 'spring', 'Spring', 'spring|10 Mile', '10 Mile',
            '{DAY}')""",
    """insert into race.unified_participants
        select 'a-' || id, 'runsignup', 'a', 'harbor', '9', event, name, id, heir, first, last,
            'female', mail, bib, 'C' || bib, 'Harriers', cast('1990-05-02' as date), 35, status,
            reason, null, cast('2026-04-19 08:02:00+00' as timestamptz)
        from (values
            ('a-1', '10 Mile', '5501', null, 'Ana', 'Silva', 'ana@mail.example', '1234', 'active',
                null),
            ('a-1', '10 Mile', '5502', '5501', 'Bo', 'Lund', 'bo@mail.example', '01234',
                'removed', 'transferred'),
            ('a-2', '5K', '5503', null, 'Cy', 'Moss', 'cy@mail.example', '77', 'vanished',
                'vanished'),
            ('a-1', '10 Mile', '5504', null, 'Ana', 'Silverton', 'as@mail.example', '8',
                'active', null),
            ('a-1', '10 Mile', '5505', null, 'Dee', 'Holt', 'dee@mail.example', '9', 'active',
                null),
            ('a-1', '10 Mile', '5506', null, 'Eve\u001b[2J', '[red]Hill', 'eve@mail.example',
                null, 'active', null)
        ) as people (event, name, id, heir, first, last, mail, bib, status, reason)""",
    f"""insert into race.unified_results
        select 's-spring|10 Mile|' || id, 'copernico', 's', 'spring', 'spring|10 Mile', '10 Mile',
            person, record, bib, first, last, 'F35', 'finished', 'OK', first = 'Dorsal', place, 1,
            3, 3723400, 3720000, 3400, cast('{DAY} 12:30:00+00' as timestamptz)
        from (values
            ('runsignup-5501', 'a-5501', 'runsignup-5501', '1234', 'Ana', 'Silva', 12),
            ('bib:99', 'a-5505', null, '99', 'Dee', 'Holt', 13),
            ('bib:500', null, null, '500', 'Dorsal', 'sin datos', 14)
        ) as results (id, person, record, bib, first, last, place)""",
    f"""insert into race.unified_results
        select 's-' || race || '|Ten|bib:321', 'copernico', 's', race, race || '|Ten', 'Ten', null,
            null, '321', 'Flo', 'Hay', 'F35', 'finished', 'OK', false, 1, 1, 1, 3723400, 3720000,
            3400, cast('{DAY} 12:30:00+00' as timestamptz)
        from (values ('autumn'), ('winter')) as races (race)""",
    """create table ops.event_mappings as
        select 'a' as connection, '9' as race_id, 's' as scoring_connection, race as
            scoring_race_id, state
        from (values ('autumn', 'confirmed'), ('winter', 'suggested')) as known (race, state)""",
    """insert into race.unified_splits values
        ('s-spring|10 Mile|runsignup-5501', 'Finish', 2, 3723400, 3720000),
        ('s-spring|10 Mile|runsignup-5501', 'Midway', 1, 1800000, 1796600)""",
    f"""insert into race.deletions values
        ('unified_participants', 'a-5503', 'a', null, 'no longer in the source',
            '{DAY} 10:00:00+00', '{DAY} 10:30:00+00'),
        ('unified_participants', 'a-5590', 'a', '{{"participant_key": "a-5590", "connection": "a",
            "source_provider": "runsignup", "race_id": "9", "event_key": "a-1", "event_name":
            "10 Mile", "registration_id": "5590", "first_name": "Gus", "last_name": "Orr",
            "bib_number": "90", "age": 40, "date_of_birth": "1986-01-02"}}',
            'no longer in the source', '{DAY} 10:00:00+00', null)""",
    f"""insert into ops.flips values
        ('unified_participants', 'flip', 1, '{{"a": "100.1"}}', '{DAY} 08:10:00+00', 'ada'),
        ('unified_participants', 'flip', 2, '{{"a": "200.1"}}', '{DAY} 09:10:00+00', 'ada'),
        ('unified_participants', 'rollback', 1, '{{"a": "100.1"}}', '{DAY} 09:20:00+00', 'bob'),
        ('unified_participants', 'flip', 2, '{{"a": "300.1"}}', '{DAY} 09:40:00+00', 'ada'),
        ('unified_results', 'flip', 1, '{{"a": "300.1", "s": "50.1"}}', '{DAY} 12:35:00+00',
            'ada')""",
)
LOADS = """
    create table raw_{provider}.loads (
        _dlt_load_id text, connection text, entity text, mode text, finished_at timestamptz
    );
    create table raw_{provider}._dlt_loads (load_id text, status integer)
"""
QUARANTINE = """
    create table raw_runsignup.quarantine (
        connection text, entity text, reason text, detail text, payload text, place text,
        quarantined_at timestamptz, _dlt_load_id text
    )
"""


def landed_rows(warehouse: Warehouse) -> Iterator[str]:
    """Statements that land four loads of registrations, the last incomplete, and one of results."""
    for entity in ("participants", "removed_participants"):
        warehouse.ensure_raw_table("raw_runsignup", f"{entity}_json")
    warehouse.ensure_raw_table("raw_copernico", "results_json")
    yield LOADS.format(provider="runsignup")
    yield LOADS.format(provider="copernico")
    yield QUARANTINE
    yield (
        "insert into raw_runsignup.quarantine values ('a', 'participants', 'unreadable', "
        f"'no number', '{{\"registration_id\":5501,', 'page 3 row 7', '{DAY} 08:01:00+00', '100.1')"
    )
    for load_id, mode, hour in (
        ("100.1", "full", 8), ("200.1", "incremental", 9), ("300.1", "incremental", 9),
        ("400.1", "incremental", 10),
    ):  # fmt: skip
        yield load("runsignup", "a", load_id, mode, f"{hour:02}:05")
    yield from (
        f"insert into raw_runsignup._dlt_loads values ('{load_id}', 0)"
        for load_id in ("100.1", "200.1", "300.1")
    )
    yield row("participants", "100.1", "08:00", person(None, "one"))
    yield row("participants", "200.1", "09:00", person("1234", "two"))
    yield row("participants", "300.1", "09:02", person("1234", "two"))
    yield row("participants", "400.1", "10:00", person("4321", "two"))
    yield (
        "insert into raw_runsignup.loads values "
        f"('200.1', 'a', 'removed_participants', 'incremental', '{DAY} 09:05:00+00')"
    )
    gone = ("runsignup", "removed_participants", "a"), "5502", ("200.1", "09:01"), {"id": 5502}
    yield landed(*gone).replace("false, null", "true, 'transferred'")
    yield load("copernico", "s", "50.1", "full", "12:32")
    yield "insert into raw_copernico._dlt_loads values ('50.1', 0)"
    result = {"_context": {"race": "spring"}, "id": "runsignup-5501", "dorsal": 1234}
    yield landed(
        ("copernico", "results", "s"), "spring|10 Mile|runsignup-5501", ("50.1", "12:30"), result
    )


def person(bib: str | None, street: str) -> dict[str, Any]:
    """Ana as the registration page has her."""
    address = {"street": street}
    return {"_context": {"race_id": 9}, "registration_id": 5501, "bib_num": bib, "user": address}


def load(provider: str, connection: str, load_id: str, mode: str, time: str) -> str:
    """A statement that describes what a load brought of people."""
    entity = "participants" if provider == "runsignup" else "results"
    return (
        f"insert into raw_{provider}.loads values "
        f"('{load_id}', '{connection}', '{entity}', '{mode}', '{DAY} {time}:00+00')"
    )


def row(entity: str, load_id: str, time: str, data: dict[str, Any]) -> str:
    """A statement that lands Ana's row."""
    return landed(("runsignup", entity, "a"), "5501", (load_id, time), data)


def landed(
    place: tuple[str, str, str], key: str, when: tuple[str, str], data: dict[str, Any]
) -> str:
    """A statement that lands a row of (provider, entity, connection) in (load, time)."""
    provider, entity, connection = place
    load_id, time = when
    text = json.dumps(data)
    return (
        f"insert into raw_{provider}.{entity}_json (connection, key, updated_at, data, "
        "content_hash, deleted, delete_reason, extracted_at, _dlt_load_id) values "
        f"('{connection}', '{key}', null, '{text}', md5('{text}'), false, null, "
        f"'{DAY} {time}:00+00', '{load_id}')"
    )
