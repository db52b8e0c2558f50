with

source as (
    select * from {{ source('raw_syncline', 'attempts') }}
),

renamed as (
    select
        -- ids
        job_id,
        run_id,
        load_id,

        -- text
        worker,
        outcome,
        error,

        -- numbers
        attempt as attempt_number,
        records as record_count,

        -- times
        started_at,
        finished_at
    from source
)

select * from renamed
