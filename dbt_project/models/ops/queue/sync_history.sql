with

attempts as (
    select * from {{ ref('stg_syncline__attempts') }}
),

jobs as (
    select * from {{ ref('stg_syncline__jobs') }}
),

mirrorings as (
    select * from {{ ref('stg_syncline__mirrorings') }}
),

final as (
    select
        cast(attempts.job_id as text) as job_id,
        attempts.attempt_number,
        cast(attempts.run_id as text) as run_id,
        cast(attempts.load_id as text) as load_id,
        cast(jobs.connection as text) as connection,
        cast(jobs.owner as text) as owner,
        cast(jobs.race_id as text) as race_id,
        cast(jobs.event_id as text) as event_id,
        cast(jobs.source_provider as text) as source_provider,
        cast(jobs.domain as text) as domain,
        cast(jobs.operation as text) as operation,
        cast(jobs.triggered_by as text) as triggered_by,
        cast(attempts.worker as text) as worker,
        cast(attempts.outcome as text) as outcome,
        cast(attempts.error as text) as error,
        attempts.record_count,
        cast(
            extract(epoch from (attempts.finished_at - attempts.started_at))
            as numeric(18, 6)
        ) as duration_seconds,
        jobs.queued_at,
        attempts.started_at,
        attempts.finished_at,
        mirrorings.mirrored_at
    from attempts
    inner join jobs
        on attempts.job_id = jobs.job_id
    cross join mirrorings
)

select * from final
