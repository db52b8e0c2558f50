with

attempts as (
    select * from {{ ref('stg_syncline__attempts') }} where outcome = 'completed'
),

jobs as (
    select * from {{ ref('stg_syncline__jobs') }} where triggered_by = 'webhook'
),

loads as (
    select * from {{ ref('int_ops__loads_unioned') }} where is_visible
),

served as (
    select * from {{ ref('int_ops__loads_served') }}
),

read_entities as (
    select
        attempts.job_id,
        attempts.attempt_number,
        jobs.connection,
        jobs.race_id,
        jobs.event_id,
        loads.source_provider,
        loads.entity,
        attempts.started_at,
        coalesce(loads._dlt_load_id <= served.served_load_id, false) as is_served
    from attempts
    inner join jobs
        on attempts.job_id = jobs.job_id
    inner join loads
        on
            jobs.source_provider = loads.source_provider
            and jobs.connection = loads.connection
            and attempts.load_id = loads._dlt_load_id
    left join served
        on
            loads.source_provider = served.source_provider
            and loads.connection = served.connection
            and loads.entity = served.entity
),

held_back as (
    select distinct
        job_id,
        attempt_number
    from read_entities
    where not is_served
),

final as (
    -- an event is made up of all that was read of it
    select
        read_entities.job_id,
        read_entities.attempt_number,
        read_entities.connection,
        read_entities.race_id,
        read_entities.event_id,
        read_entities.source_provider,
        read_entities.entity,
        read_entities.started_at
    from read_entities
    where not exists (
        select 1 from held_back
        where
            held_back.job_id = read_entities.job_id
            and held_back.attempt_number = read_entities.attempt_number
    )
)

select * from final
