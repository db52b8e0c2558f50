with

checked as (
    select * from {{ ref('int_talent__media_tags_junction_checked') }}
    where reason is null
),

final as (
    select
        connection || '-' || media_id || '|' || tag_id as media_tag_key,
        connection || '-' || media_id as media_key,
        connection || '-' || tag_id as tag_key,
        cast(connection as text) as connection,
        cast(media_id as text) as media_id,
        cast(tag_id as text) as tag_id,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from checked
)

select * from final
