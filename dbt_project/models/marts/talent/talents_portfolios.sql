with

checked as (
    select * from {{ ref('int_talent__talents_portfolios_checked') }}
    where reason is null
),

final as (
    select
        connection || '-' || portfolio_id as portfolio_key,
        connection || '-' || talent_id as talent_key,
        cast(connection as text) as connection,
        cast(portfolio_id as text) as portfolio_id,
        cast(talent_id as text) as talent_id,
        cast(category_id as text) as category_id,
        title,
        description,
        cover_image_url,
        category,
        category_color,
        is_default,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from checked
)

select * from final
