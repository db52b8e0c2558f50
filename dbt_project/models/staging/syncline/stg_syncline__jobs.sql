with

source as (
    select * from {{ source('raw_syncline', 'jobs') }}
),

renamed as (
    select
        -- ids
        id as job_id,
        connection,
        owner,
        race_id,
        event_id,
        run_id,

        -- text
        provider as source_provider,
        domain,
        operation,
        triggered_by,
        lane,
        state,
        worker,
        error,

        -- numbers
        priority,
        attempt as attempt_count,

        -- booleans
        is_cancel_requested,

        -- times
        queued_at,
        due_at,
        started_at,
        finished_at
    from source
)

select * from renamed
