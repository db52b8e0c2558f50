with

loads as (
    select * from {{ ref('int_ops__loads_unioned') }}
),

final as (
    select
        cast(source_provider as text) as source_provider,
        cast(connection as text) as connection,
        cast(_dlt_load_id as text) as load_id,
        cast(entity as text) as entity,
        cast(owner as text) as owner,
        cast(mode as text) as mode,
        cast(note as text) as note,
        fetched_count,
        deduplicated_count,
        quarantined_count,
        landed_count,
        repaired_count,
        upstream_total,
        is_visible,
        cursor_from,
        cursor_to,
        started_at,
        finished_at
    from loads
)

select * from final
