with

checked as (
    select * from {{ ref('int_talent__boards_checked') }}
    where reason is null
),

final as (
    select
        connection || '-' || board_id as board_key,
        cast(connection as text) as connection,
        cast(board_id as text) as board_id,
        title,
        description,
        cover_image_url,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from checked
)

select * from final
