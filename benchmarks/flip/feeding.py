"""Raw rows for the small project, and new loads in which a few records go and come back."""

from contextlib import suppress

import psycopg

from benchmarks.build.synthetic import give_memory
from extract.kit.destination import Target, open_warehouse

EVENTS, CLUBS = 200, 2_000
FIRST_LOAD = 1_780_000_000
GONE_OF = 1_000
"""One record of so many is gone in each load, and is back in the next."""
TABLES = (
    "create schema raw_bench",
    """create table raw_bench.registrations_json (
        registration_id text, event_id text, club_id text, first_name text, middle_name text,
        last_name text, email text, gender text, phone text, city text, state text,
        bib_number text, fee text, extra_fee text, is_imported text, born_on text,
        registered_at text, withdrawn_at text
    )""",
    "create table raw_bench.events_json (event_id bigint, name text)",
    "create table raw_bench.clubs_json (club_id bigint, name text)",
    "create table raw_bench._dlt_loads (load_id text, status integer)",
    """create table raw_bench.loads (
        _dlt_load_id text, connection text, entity text, mode text, landed_count bigint,
        fetched_count bigint, deduplicated_count bigint, upstream_total bigint,
        shrink_limit_pct double precision, total_limit_pct double precision,
        empty_allowed boolean
    )""",
    f"""insert into raw_bench.events_json
        select n, 'Event ' || n from generate_series(1, {EVENTS}) as numbers(n)""",
    f"""insert into raw_bench.clubs_json
        select n, 'Club ' || n from generate_series(1, {CLUBS}) as numbers(n)""",
)
REGISTRATIONS = f"""
    insert into raw_bench.registrations_json
    select
        cast(n as text), cast(1 + n % {EVENTS} as text),
        case when n % 3 = 0 then '' else cast(1 + n % {CLUBS} as text) end,
        ' Maya' || (n % 1000), '', 'Okafor' || (n % 5000) || ' ', 'Runner' || n || '@Mail.example',
        case n % 2 when 0 then 'f' else 'm' end, '269-555-' || n, 'Harborville ', 'mi',
        case when n % 5 = 0 then '' else cast(n as text) end, '$45.00', '$3.' || (10 + n % 90),
        case n % 4 when 0 then 'T' else 'F' end, (1950 + n % 50) || '-04-17',
        '2026-06-' || (10 + n % 20) || ' 09:05:00+00', ''
    from generate_series(1, {{rows}}) as numbers(n)
    where {{chosen}}
"""


def fill(target: Target, rows: int) -> None:
    """Lands the first rows in an empty database."""
    with open_warehouse(target) as warehouse:
        give_memory(warehouse)
        for statement in TABLES:
            warehouse.execute(statement)
        warehouse.execute(REGISTRATIONS.format(rows=rows, chosen="true"))
        if target.engine == "postgres":
            warehouse.execute("vacuum analyze")


def land(target: Target, rows: int, number: int) -> None:
    """Lands the next full load, in which other records are gone than in the one before."""
    now, before = number % GONE_OF, (number - 1) % GONE_OF
    load_id = f"{FIRST_LOAD + number}.0"
    with open_warehouse(target) as warehouse:
        back = f"n % {GONE_OF} = {before} and {number} > 1"
        warehouse.execute(REGISTRATIONS.format(rows=rows, chosen=back))
        warehouse.execute(
            "delete from raw_bench.registrations_json "
            f"where cast(registration_id as bigint) % {GONE_OF} = {now}"
        )
        landed = warehouse.fetch("select count(*) from raw_bench.registrations_json")[0][0]
        warehouse.execute("insert into raw_bench._dlt_loads values (?, 0)", [load_id])
        warehouse.execute(
            "insert into raw_bench.loads (_dlt_load_id, connection, entity, mode, landed_count, "
            "fetched_count, deduplicated_count) values (?, 'bench', 'registrations', 'full', ?, "
            "?, 0)",
            [load_id, landed, landed],
        )


def settle(target: Target) -> None:
    """Has the database write what it still holds, so that it does not do so under the clock."""
    # A server that was given may not let us ask for that; then it is only less even.
    with open_warehouse(target) as warehouse, suppress(psycopg.errors.InsufficientPrivilege):
        warehouse.execute("checkpoint")
