with

history as (
    select * from {{ ref('sync_history') }} where outcome = 'completed'
),

ranked as (
    select
        *,
        row_number() over (
            partition by domain, source_provider, connection, operation
            order by finished_at desc nulls last, job_id desc, attempt_number desc
        ) as place
    from history
),

final as (
    select
        domain,
        source_provider,
        connection,
        operation,
        owner,
        job_id,
        run_id,
        load_id,
        triggered_by,
        record_count,
        duration_seconds,
        started_at,
        finished_at
    from ranked
    where place = 1
)

select * from final
