with

events as (
    select * from {{ ref('int_race__events_unioned') }}
),

connections as (
    select * from {{ ref('int_ops__connections_owned') }}
),

named as (
    select
        events.connection || '-' || events.event_id as event_key,
        connections.owner as timing_partner_id,
        events.connection,
        events.race_id,
        events.event_id,
        events.event_name,
        events.sub_event_ids,
        {{ normalized_name('events.event_name') }} as name,
        {{ distance_metres('coalesce(events.distance, events.event_name)') }} as metres,
        events.is_scoring,
        events.is_volunteer,
        events.event_date
    from events
    left join connections
        on
            events.source_provider = connections.source_provider
            and events.connection = connections.connection
    where trim(events.event_name) <> ''
),

final as (
    select
        event_key,
        timing_partner_id,
        connection,
        race_id,
        event_id,
        event_name,
        sub_event_ids,
        name,
        ' ' || name || ' ' as words,
        metres,
        is_scoring,
        is_volunteer,
        event_date
    from named
)

select * from final
