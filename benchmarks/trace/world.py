"""A warehouse of the full size, made in SQL: raw rows, served rows, loads and flips.

The first events are the largest: of 2.4 million people in 12,900 events the first has 21,000.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.build.synthetic import RECORD, give_memory
from extract.kit.destination import Target, Warehouse, open_warehouse

PARTNERS = 40
LOAD_ID = "1780000000.1"
AT = "cast('2026-06-01 12:00:00+00' as timestamptz)"
SPLITS = 2
LOADS = """
    create table raw_{provider}.loads as select '{load}' as _dlt_load_id,
        '{prefix}_' || n as connection, '{entity}' as entity, 'full' as mode, {at} as finished_at
    from generate_series(0, {partners} - 1) as numbers(n)
"""
COMPLETE = "create table raw_{provider}._dlt_loads as select '{load}' as load_id, 0 as status"
FLIPS = """
    create table ops.flips as select 'unified_participants' as entity, 'flip' as action,
        1 as to_version, '{{"club_0": "{load}"}}' as load_ids, {at} as flipped_at,
        'ada' as flipped_by
"""
RAW = """
    insert into raw_{table} (connection, key, updated_at, data, content_hash, deleted,
        delete_reason, extracted_at, _dlt_load_id)
    select connection, {key}, null, cast({data} as {json}), md5({key}), false, null, {at}, '{load}'
    from {rows}
"""
# One person of every event is a row of it, so that ids lie as wide apart as at a real provider.
PEOPLE = """
    create table bench.people as
    select n, 'club_' || (event % {partners}) as connection, event,
        cast(5000000 + (n * 7919) % 10000019 as text) as id,
        cast(1 + row_number() over (partition by event order by n) as text) as bib
    from (
        select cast(n as bigint) as n,
            cast(floor({events} * power(n / cast({people} as double precision), 2)) as integer)
                as event
        from generate_series(0, {people} - 1) as numbers(n)
    ) as spread
"""
SERVED_EVENTS = """
    create table race.unified_events as
    select 'club_' || (n % {partners}) || '-' || n as event_key, 'runsignup' as source_provider,
        'club_' || (n % {partners}) as connection,
        'partner_' || (n % {partners}) as timing_partner_id,
        cast(n as text) as race_id, 'Race ' || n as race_name, cast(n as text) as event_id,
        '10 Mile' as event_name, cast('2026-06-01' as date) as event_date
    from generate_series(0, {events} - 1) as numbers(n)
    union all
    select 'score_' || (n % {partners}) || '-s' || n, 'copernico', 'score_' || (n % {partners}),
        'partner_' || (n % {partners}), 's' || n, 'Race ' || n, 's' || n || '|10 Mile', '10 Mile',
        cast('2026-06-01' as date)
    from generate_series(0, {events} - 1) as numbers(n)
"""
SERVED_PEOPLE = """
    create table race.unified_participants as
    select connection || '-' || id as participant_key, 'runsignup' as source_provider, connection,
        'partner_' || (event % {partners}) as timing_partner_id, cast(event as text) as race_id,
        cast(event as text) as event_id, connection || '-' || event as event_key,
        '10 Mile' as event_name, id as registration_id, cast(null as text) as transferred_to,
        'Maya' || (n % 1000) as first_name, 'Okafor' || (n % 9973) as last_name,
        'female' as gender, 'runner' || id || '@mail.example' as email, '269-555-' || id as phone,
        bib as bib_number, 'D' || id as chip, 'Harborville' as city, 'MI' as state,
        'US' as country, 'Team ' || (n % 100) as team_name, 'running_race' as event_type,
        cast('1990-04-17' as date) as date_of_birth, 36 as age, 'active' as status,
        cast(null as text) as removed_reason, {at} as registration_date, {at} as updated_at,
        {at} as fetched_date
    from bench.people
"""
RESULT = (
    "'s' || event || '|10 Mile|runsignup-' || id || case when copy = 0 then '' else '-' || copy end"
)
SERVED_RESULTS = """
    create table race.unified_results as
    select 'score_' || (event % {partners}) || '-' || {result} as result_key,
        'copernico' as source_provider, 'score_' || (event % {partners}) as connection,
        'partner_' || (event % {partners}) as timing_partner_id, 's' || event as race_id,
        's' || event || '|10 Mile' as event_id, '10 Mile' as event_name,
        case when copy = 0 then connection || '-' || id end as participant_key,
        case when copy = 0 then 'runsignup-' || id end as scoring_id,
        case when copy = 0 then bib else 'X' || bib end as bib_number,
        'Maya' || (n % 1000) as first_name, 'Okafor' || (n % 9973) as last_name,
        'female' as gender, 'F35' as category, 'finished' as status, 'OK' as provider_status,
        false as is_placeholder, true as is_ranked, cast(n % 9000 as integer) as overall_rank,
        1 as gender_rank, 1 as category_rank, 3600000 + n as gun_time_ms,
        3599000 + n as chip_time_ms, cast(1000 as bigint) as start_offset_ms, {at} as fetched_date
    from bench.people, generate_series(0, 3) as copies(copy) where n * 4 + copy < {results}
"""
SERVED_SPLITS = """
    create table race.unified_splits as
    select result_key || '-Point ' || point as split_key, result_key, source_provider, connection,
        timing_partner_id, race_id, event_id, 'Point ' || point as split_name,
        gun_time_ms, chip_time_ms, point as split_number, point = {splits} as is_finish,
        fetched_date
    from race.unified_results, generate_series(1, {splits}) as points(point)
"""
SCORED = (
    '{"_context":{"race":"s~event~","event":"10 Mile"},"id":"runsignup-~id~","dorsal":1,'
    '"name":"Maya","surname":"Okafor","gender":"F","status":"OK","times.official_:::finish:::":'
    '3600000,"times.real_:::finish:::":3599000,"rankings_:::full-1:::":1,"category":"F35"}'
)


# As the models ask for them, see `found_by` beside their SQL.
FOUND_BY = {
    "unified_participants": ("race_id",),
    "unified_results": ("participant_key", "race_id"),
    "unified_splits": ("result_key",),
}


@dataclass(frozen=True)
class Size:
    """How many of everything; the results are at most four times the people."""

    events: int = 12_900
    people: int = 2_400_000
    results: int = 7_600_000


def fill(target: Target, size: Size) -> None:
    """Fills an empty warehouse."""
    with open_warehouse(target) as warehouse:
        give_memory(warehouse)
        for schema in ("bench", "race", "ops", "raw_runsignup", "raw_copernico"):
            warehouse.execute(f"create schema {schema}")
        warehouse.ensure_raw_table("raw_runsignup", "participants_json")
        warehouse.ensure_raw_table("raw_copernico", "results_json")
        for statement in statements(warehouse, size):
            warehouse.execute(statement)
        if warehouse.engine == "postgres":
            for table, columns in FOUND_BY.items():
                filters = " text_bloom_ops, ".join(columns)
                warehouse.execute(
                    f"create index on race.{table} using brin ({filters} text_bloom_ops)"
                )
            warehouse.execute("vacuum analyze")


def statements(warehouse: Warehouse, size: Size) -> Iterator[str]:
    """What fills the tables, the people first, as all the rest is made of them."""
    known = {
        "events": size.events, "people": size.people, "results": size.results, "at": AT,
        "partners": PARTNERS, "splits": SPLITS, "result": RESULT, "load": LOAD_ID,
        "json": "json" if warehouse.engine == "duckdb" else "jsonb",
    }  # fmt: skip
    served = (PEOPLE, SERVED_EVENTS, SERVED_PEOPLE, SERVED_RESULTS, SERVED_SPLITS, FLIPS)
    yield from (template.format(**known) for template in served)
    person, scored = _filled(RECORD), _filled(SCORED)
    people = "bench.people order by n"
    results = (
        f"(select n, id, event, 'score_' || (event % {PARTNERS}) as connection, {RESULT} as key "
        "from bench.people, generate_series(0, 3) as copies(copy) "
        f"where n * 4 + copy < {size.results} order by n) as scored"
    )
    yield RAW.format(
        table="runsignup.participants_json", key="id", data=person, rows=people, **known
    )
    yield RAW.format(table="copernico.results_json", key="key", data=scored, rows=results, **known)
    for provider, entity, prefix in (
        ("runsignup", "participants", "club"), ("copernico", "results", "score"),
    ):  # fmt: skip
        yield LOADS.format(provider=provider, entity=entity, prefix=prefix, **known)
        yield COMPLETE.format(provider=provider, **known)


def _filled(template: str) -> str:
    """An expression that puts a person's values into the marks of a record."""
    text = f"'{template}'"
    values = {
        "~id~": "id", "~event~": "cast(event as text)", "~mod8~": "cast(n % 8 as text)",
        "~mod100~": "cast(n % 100 as text)", "~year~": "cast(50 + n % 45 as text)",
    }  # fmt: skip
    for mark, value in values.items():
        text = f"replace({text}, '{mark}', {value})"
    return text
