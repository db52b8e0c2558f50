with

events as (
    select * from {{ ref('stg_syncline__events') }}
),

loads as (
    select * from {{ ref('int_ops__loads_unioned') }} where is_visible
),

attempts as (
    select * from {{ ref('stg_syncline__attempts') }}
),

jobs as (
    select * from {{ ref('stg_syncline__jobs') }}
),

asked as (
    select
        attempts.load_id,
        jobs.triggered_by
    from attempts
    inner join jobs
        on attempts.job_id = jobs.job_id
),

served as (
    select * from {{ ref('int_ops__loads_served') }}
),

entities as (
    -- what a webhook had read is no poll, what was read one by one is none either, and
    -- what landed and is not served proves nothing of what is
    select
        loads.source_provider,
        loads.connection,
        loads.entity,
        max(loads.started_at) filter (
            where
            coalesce(asked.triggered_by, 'person') != 'webhook'
            and coalesce(loads.note, '') != 'records read one by one'
            and loads._dlt_load_id <= served.served_load_id
        ) as polled_at
    from loads
    left join asked
        on loads._dlt_load_id = asked.load_id
    left join served
        on
            loads.source_provider = served.source_provider
            and loads.connection = served.connection
            and loads.entity = served.entity
    group by loads.source_provider, loads.connection, loads.entity
),

polls as (
    -- of all that is read of a connection, what was read the longest ago
    select
        source_provider,
        connection,
        case when count(*) = count(polled_at) then min(polled_at) end as polled_at
    from entities
    group by source_provider, connection
),

final as (
    select
        events.source_provider,
        events.connection,
        events.connection || '-' || events.event_id as freshness_key,
        events.race_id,
        events.event_id,
        cast(null as text) as entity,
        polls.polled_at
    from events
    inner join polls
        on
            events.source_provider = polls.source_provider
            and events.connection = polls.connection

    union all

    select
        entities.source_provider,
        entities.connection,
        entities.connection || '-' || entities.entity as freshness_key,
        cast(null as text) as race_id,
        cast(null as text) as event_id,
        entities.entity,
        entities.polled_at
    from entities
    where not exists (
        select 1 from events
        where
            events.source_provider = entities.source_provider
            and events.connection = entities.connection
    )
)

select * from final
