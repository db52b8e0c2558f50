with

loads as (
    select * from {{ ref('int_ops__loads_unioned') }} where is_visible
),

ranked as (
    select
        source_provider,
        connection,
        owner,
        row_number() over (
            partition by source_provider, connection
            order by _dlt_load_id desc, finished_at desc nulls last, entity asc
        ) as place
    from loads
),

final as (
    select
        source_provider,
        connection,
        owner
    from ranked
    where place = 1
)

select * from final
