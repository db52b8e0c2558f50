with

runsignup_races as (
    select * from {{ ref('stg_runsignup__races') }} where not deleted
),

runsignup_events as (
    select * from {{ ref('stg_runsignup__events') }} where not deleted
),

copernico_races as (
    select * from {{ ref('stg_copernico__races') }} where not deleted
),

copernico_events as (
    select * from {{ ref('stg_copernico__events') }} where not deleted
),

final as (
    select
        'runsignup' as source_provider,
        events.connection,
        events.race_id,
        events.event_id,
        races.race_name,
        events.event_name,
        events.event_type,
        events.distance,
        events.timezone,
        races.city,
        races.state,
        races.country_code,
        events.is_volunteer,
        false as is_over,
        events.event_date,
        events.starts_at,
        events.ends_at,
        events.extracted_at
    from runsignup_events as events
    left join runsignup_races as races
        on events.connection = races.connection and events.race_id = races.race_id

    union all

    select
        'copernico' as source_provider,
        events.connection,
        events.race_id,
        events.event_id,
        races.race_name,
        events.event_name,
        events.event_type,
        cast(round(events.distance_metres) as bigint) || ' m' as distance,
        races.timezone,
        cast(null as text) as city,
        cast(null as text) as state,
        cast(null as text) as country_code,
        false as is_volunteer,
        events.is_over,
        {{ local_date('events.starts_at', 'races.timezone') }} as event_date,
        events.starts_at,
        cast(null as timestamp with time zone) as ends_at,
        events.extracted_at
    from copernico_events as events
    left join copernico_races as races
        on events.connection = races.connection and events.race_id = races.race_id
)

select * from final
