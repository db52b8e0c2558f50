with

regions as not materialized (
    select * from {{ ref('regions') }}
),

countries as (
    select * from {{ ref('int_race__countries_spelled') }} where is_name
),

spellings as not materialized (
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
),

final as (
    select
        spelling,
        state,
        country
    from spellings

    union all

    -- people write their country into the field of the state
    select
        countries.spelling,
        cast(null as text) as state,
        countries.country
    from countries
    left join spellings on countries.spelling = spellings.spelling
    where spellings.spelling is null
)

select * from final
