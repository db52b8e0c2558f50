with

jobs as (
    select * from {{ ref('stg_syncline__jobs') }} where state in ('queued', 'running')
),

mirrorings as (
    select * from {{ ref('stg_syncline__mirrorings') }}
),

final as (
    select
        cast(jobs.job_id as text) as job_id,
        cast(jobs.connection as text) as connection,
        cast(jobs.owner as text) as owner,
        cast(jobs.race_id as text) as race_id,
        cast(jobs.event_id as text) as event_id,
        cast(jobs.run_id as text) as run_id,
        cast(jobs.source_provider as text) as source_provider,
        cast(jobs.domain as text) as domain,
        cast(jobs.operation as text) as operation,
        cast(jobs.triggered_by as text) as triggered_by,
        cast(jobs.lane as text) as lane,
        cast(jobs.state as text) as state,
        cast(jobs.worker as text) as worker,
        cast(jobs.error as text) as error,
        jobs.priority,
        jobs.attempt_count,
        jobs.is_cancel_requested,
        jobs.queued_at,
        jobs.due_at,
        jobs.started_at,
        mirrorings.mirrored_at
    from jobs
    cross join mirrorings
)

select * from final
