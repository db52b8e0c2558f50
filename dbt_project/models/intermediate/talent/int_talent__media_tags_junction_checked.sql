{% set links = ['media_id', 'tag_id'] %}
{% set passed_on = links + [
    'record_key', 'row_hash', 'payload', 'connection', 'extracted_at', '_dlt_load_id',
] %}

with

links as (
    select * from {{ ref('stg_nowrepblue__media_tags') }}
    -- a media item without its array, and a tag without its id, are media_tags' to list
    where tag_id <> ''
),

media as (
    select distinct
        connection,
        media_id
    from {{ ref('int_talent__portfolios_media_checked') }}
    where reason is null
),

tags as (
    select * from {{ ref('int_talent__media_tags_checked') }}
    where reason is null
),

examined as (
    select
        {{ links | join(',\n        ') }},
        concat_ws('|', media_id, tag_id) as record_key,
        {{ row_hash(links) }} as row_hash,
        payload,
        connection,
        extracted_at,
        _dlt_load_id
    from links
),

referenced as (
    select
        examined.{{ passed_on | join(',\n        examined.') }},
        case
            when media.media_id is null then 'dangling_portfolios_media'
            when tags.tag_id is null then 'dangling_media_tags'
        end as reason,
        case
            when media.media_id is null then examined.media_id
            else examined.tag_id
        end as subject
    from examined
    left join media
        on
            examined.connection = media.connection
            and examined.media_id = media.media_id
    left join tags
        on
            examined.connection = tags.connection
            and examined.tag_id = tags.tag_id
),

final as (
    {{ duplicates_marked('referenced', passed_on, ['media_id', 'tag_id']) }}
)

select * from final
