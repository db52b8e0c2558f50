{% set event = [
    'connection', 'race_id', 'event_id', 'race_name', 'event_name', 'event_type',
    'distance', 'timezone', 'city', 'state', 'country_code', 'is_volunteer', 'is_over',
    'event_date', 'starts_at', 'ends_at', 'extracted_at',
] | join(',\n        ') %}

-- a table: few rows, which participants, events and results all wait for
{{ config(materialized='table') }}

with

runsignup_events as (
    select * from {{ ref('int_race__runsignup_events_joined') }}
),

race_roster_events as (
    select * from {{ ref('int_race__race_roster_events_joined') }}
),

haku_events as (
    select * from {{ ref('int_race__haku_events_joined') }}
),

copernico_events as (
    select * from {{ ref('int_race__copernico_events_joined') }}
),

chronotrack_events as (
    select * from {{ ref('int_race__chronotrack_events_joined') }}
),

final as (
    select
        'runsignup' as source_provider,
        false as is_scoring,
        {{ event }},
        sub_event_ids
    from runsignup_events

    union all

    select
        'race_roster' as source_provider,
        false as is_scoring,
        {{ event }},
        cast(null as text) as sub_event_ids
    from race_roster_events

    union all

    select
        'haku' as source_provider,
        false as is_scoring,
        {{ event }},
        cast(null as text) as sub_event_ids
    from haku_events

    union all

    select
        'copernico' as source_provider,
        true as is_scoring,
        {{ event }},
        cast(null as text) as sub_event_ids
    from copernico_events

    union all

    select
        'chronotrack' as source_provider,
        true as is_scoring,
        {{ event }},
        cast(null as text) as sub_event_ids
    from chronotrack_events
)

select * from final
