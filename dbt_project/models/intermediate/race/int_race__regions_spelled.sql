with

regions as not materialized (
    select * from {{ ref('regions') }}
),

final as (
    select
        lower(code) as spelling,
        code as state,
        country
    from regions

    union all

    select
        lower(name) as spelling,
        code as state,
        country
    from regions
)

select * from final
