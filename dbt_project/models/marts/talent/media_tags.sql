with

checked as (
    select * from {{ ref('int_talent__media_tags_checked') }}
    where reason is null
),

final as (
    select
        connection || '-' || tag_id as tag_key,
        cast(connection as text) as connection,
        cast(tag_id as text) as tag_id,
        name,
        slug,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from checked
)

select * from final
