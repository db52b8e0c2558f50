with

checked as (
    select * from {{ ref('int_talent__boards_talents_checked') }}
    where reason is null
),

final as (
    select
        connection || '-' || board_id || '|' || talent_id as board_talent_key,
        connection || '-' || board_id as board_key,
        connection || '-' || talent_id as talent_key,
        cast(connection as text) as connection,
        cast(board_id as text) as board_id,
        cast(talent_id as text) as talent_id,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from checked
)

select * from final
