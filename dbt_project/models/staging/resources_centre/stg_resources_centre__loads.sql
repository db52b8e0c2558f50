with

source as (
    select * from {{ source('raw_resources_centre', 'loads') }}
),

renamed as (
    select
        -- ids
        connection,
        entity,
        owner,

        -- text
        mode,
        note,

        -- numbers
        fetched_count,
        deduplicated_count,
        quarantined_count,
        landed_count,
        repaired_count,
        upstream_total,

        -- booleans
        _dlt_load_id in ({{ visible_load_ids('resources_centre') }}) as is_visible,

        -- times
        cursor_from,
        cursor_to,
        started_at,
        finished_at,

        -- load
        _dlt_load_id
    from source
)

select * from renamed
