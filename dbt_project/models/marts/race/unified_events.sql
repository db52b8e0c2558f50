with

events as (
    select * from {{ ref('int_race__events_unioned') }}
),

states as (
    select * from {{ ref('int_race__states_spelled') }}
),

countries as (
    select * from {{ ref('int_race__countries_spelled') }}
),

connections as (
    select * from {{ ref('int_ops__connections_owned') }}
),

final as (
    select
        cast(events.connection || '-' || events.event_id as text) as event_key,
        cast(events.source_provider as text) as source_provider,
        cast(events.connection as text) as connection,
        cast(connections.owner as text) as timing_partner_id,
        cast(events.race_id as text) as race_id,
        cast(events.event_id as text) as event_id,
        events.race_name,
        events.event_name,
        events.event_type,
        events.distance,
        events.timezone,
        events.city,
        coalesce(states.state, nullif(trim(events.state), '')) as state,
        coalesce(countries.country, states.country) as country,
        events.is_volunteer,
        events.event_date,
        events.starts_at,
        events.ends_at,
        events.extracted_at as fetched_date
    from events
    left join states
        on lower(trim(events.state)) = states.spelling
    left join countries
        on lower(trim(events.country_code)) = countries.spelling
    left join connections
        on
            events.source_provider = connections.source_provider
            and events.connection = connections.connection
)

select * from final
