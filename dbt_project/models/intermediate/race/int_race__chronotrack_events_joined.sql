with

events as (
    select * from {{ ref('stg_chronotrack__events') }} where not deleted
),

races as (
    select * from {{ ref('stg_chronotrack__races') }} where not deleted
),

timed as (
    select
        races.*,
        coalesce(races.actual_starts_at, races.planned_starts_at) as starts_at
    from races
),

final as (
    select
        timed.connection,
        timed.event_id as race_id,
        timed.race_id as event_id,
        events.event_name as race_name,
        timed.race_name as event_name,
        timed.race_type as event_type,
        cast(round(timed.distance_metres) as bigint) || ' m' as distance,
        events.timezone,
        events.city,
        events.state,
        events.country_code,
        false as is_volunteer,
        timed.actual_ends_at is not null as is_over,
        {{ local_date('timed.starts_at', 'events.timezone') }} as event_date,
        timed.starts_at,
        coalesce(timed.actual_ends_at, timed.planned_ends_at) as ends_at,
        timed.extracted_at
    from timed
    left join events
        on timed.connection = events.connection and timed.event_id = events.event_id
)

select * from final
