with

countries as (
    select * from {{ ref('countries') }}
),

territories as (
    select * from {{ ref('territories') }}
),

aliases as (
    select * from {{ ref('country_aliases') }}
),

places as not materialized (
    select
        alpha2,
        alpha3,
        name
    from countries

    union all

    select
        alpha2,
        alpha3,
        name
    from territories
),

spellings as (
    select
        lower(alpha2) as spelling,
        alpha2 as country,
        false as is_name
    from places

    union all

    select
        lower(alpha3) as spelling,
        alpha2 as country,
        false as is_name
    from places

    union all

    select
        lower(name) as spelling,
        alpha2 as country,
        true as is_name
    from places

    union all

    select
        lower(spelling) as spelling,
        alpha2 as country,
        true as is_name
    from aliases
),

final as (
    select
        spelling,
        min(country) as country,
        bool_or(is_name) or length(spelling) = 3 as is_name
    from spellings
    group by spelling
)

select * from final
