with

events as (
    select * from {{ ref('stg_race_roster__events') }} where not deleted
),

sub_events as (
    select * from {{ ref('stg_race_roster__sub_events') }}
    where not deleted and sub_event_id is not null
),

final as (
    select
        sub_events.connection,
        sub_events.event_id as race_id,
        sub_events.sub_event_id as event_id,
        events.event_name as race_name,
        sub_events.sub_event_name as event_name,
        sub_events.sub_event_type as event_type,
        sub_events.distance,
        events.timezone,
        events.city,
        events.state,
        events.country_code,
        coalesce(lower(sub_events.sub_event_name) like 'volunteer%', false)
            as is_volunteer,
        false as is_over,
        {{ local_date('sub_events.starts_at', 'events.timezone') }} as event_date,
        sub_events.starts_at,
        cast(null as timestamp with time zone) as ends_at,
        sub_events.extracted_at
    from sub_events
    left join events
        on
            sub_events.connection = events.connection
            and sub_events.event_id = events.event_id
)

select * from final
