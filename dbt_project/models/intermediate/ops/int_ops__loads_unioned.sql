{% set load = [
    'connection', 'entity', 'owner', 'mode', 'note', 'fetched_count',
    'deduplicated_count', 'quarantined_count', 'landed_count', 'repaired_count',
    'upstream_total', 'is_visible', 'cursor_from', 'cursor_to', 'started_at',
    'finished_at', '_dlt_load_id',
] | join(',\n        ') %}

with

runsignup_loads as (
    select * from {{ ref('stg_runsignup__loads') }}
),

copernico_loads as (
    select * from {{ ref('stg_copernico__loads') }}
),

nowrepblue_loads as (
    select * from {{ ref('stg_nowrepblue__loads') }}
),

race_roster_loads as (
    select * from {{ ref('stg_race_roster__loads') }}
),

haku_loads as (
    select * from {{ ref('stg_haku__loads') }}
),

chronotrack_loads as (
    select * from {{ ref('stg_chronotrack__loads') }}
),

final as (
    select
        'runsignup' as source_provider,
        {{ load }}
    from runsignup_loads

    union all

    select
        'copernico' as source_provider,
        {{ load }}
    from copernico_loads

    union all

    select
        'nowrepblue' as source_provider,
        {{ load }}
    from nowrepblue_loads

    union all

    select
        'race_roster' as source_provider,
        {{ load }}
    from race_roster_loads

    union all

    select
        'haku' as source_provider,
        {{ load }}
    from haku_loads

    union all

    select
        'chronotrack' as source_provider,
        {{ load }}
    from chronotrack_loads
)

select * from final
