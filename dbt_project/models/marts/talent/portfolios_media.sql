with

checked as (
    select * from {{ ref('int_talent__portfolios_media_checked') }}
    where reason is null
),

final as (
    select
        connection || '-' || portfolio_id || '|' || media_id as portfolio_media_key,
        connection || '-' || portfolio_id as portfolio_key,
        connection || '-' || media_id as media_key,
        cast(connection as text) as connection,
        cast(portfolio_id as text) as portfolio_id,
        cast(media_id as text) as media_id,
        media_type,
        url,
        filename,
        cover_image_url,
        caption,
        sort_order,
        width_pixels,
        height_pixels,
        size_bytes,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from checked
)

select * from final
