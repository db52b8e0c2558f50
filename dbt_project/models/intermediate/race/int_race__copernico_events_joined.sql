with

races as (
    select * from {{ ref('stg_copernico__races') }} where not deleted
),

events as (
    select * from {{ ref('stg_copernico__events') }} where not deleted
),

final as (
    select
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
    from events
    left join races
        on events.connection = races.connection and events.race_id = races.race_id
)

select * from final
