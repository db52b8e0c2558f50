-- a table: few rows, which every bib of every event is looked up through
{{ config(materialized='table') }}

with

events as (
    select * from {{ ref('int_race__event_names_compared') }}
),

mappings as (
    select * from {{ ref('int_race__event_mappings_resolved') }}
    where choice is null and held_back_reason is null
),

scored as (
    select * from events where is_scoring
),

mapped as (
    select
        registered.event_key,
        scored.event_key as scoring_event_key,
        scored.connection as scoring_connection,
        scored.event_id as scoring_event_id
    from mappings
    inner join events as registered
        on
            mappings.connection = registered.connection
            and mappings.event_id = registered.event_id
    inner join scored
        on
            mappings.scoring_connection = scored.connection
            and mappings.scoring_race_id = scored.race_id
            and mappings.scoring_event = scored.event_name
),

-- a partner may time two races with a 5K on one day, and then a name tells nothing; one
-- event read through two connections is one all the same
told_by_name as (
    select
        timing_partner_id,
        name,
        event_date
    from scored
    group by timing_partner_id, name, event_date
    having min(event_id) = max(event_id)
),

named as (
    select
        registered.event_key,
        scored.event_key as scoring_event_key,
        scored.connection as scoring_connection,
        scored.event_id as scoring_event_id
    from events as registered
    inner join scored
        on
            registered.timing_partner_id = scored.timing_partner_id
            and registered.name = scored.name
            and registered.event_date = scored.event_date
    inner join told_by_name
        on
            scored.timing_partner_id = told_by_name.timing_partner_id
            and scored.name = told_by_name.name
            and scored.event_date = told_by_name.event_date
    left join mapped on registered.event_key = mapped.event_key
    where not registered.is_scoring and mapped.event_key is null
),

final as (
    select * from mapped
    union all
    select * from named
)

select * from final
