with

races as (
    select * from {{ ref('stg_runsignup__races') }} where not deleted
),

events as (
    select * from {{ ref('stg_runsignup__events') }} where not deleted
),

final as (
    select
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
        events.sub_event_ids,
        events.is_volunteer,
        false as is_over,
        events.event_date,
        events.starts_at,
        events.ends_at,
        events.extracted_at
    from events
    left join races
        on events.connection = races.connection and events.race_id = races.race_id
)

select * from final
