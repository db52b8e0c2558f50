with

queue as (
    select * from {{ ref('sync_queue') }}
),

final as (
    select
        owner,
        domain,
        source_provider,
        connection,
        operation,
        count(*) filter (where state = 'queued') as pending_count,
        count(*) filter (
            where state = 'queued' and attempt_count > 0
        ) as retrying_count,
        count(*) filter (where state = 'running') as running_count,
        min(due_at) filter (where state = 'queued') as oldest_due_at,
        min(due_at) filter (
            where state = 'queued' and attempt_count > 0
        ) as next_retry_at,
        max(mirrored_at) as mirrored_at
    from queue
    group by owner, domain, source_provider, connection, operation
)

select * from final
