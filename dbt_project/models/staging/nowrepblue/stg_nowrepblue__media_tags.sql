with

source as (
    {{ snapshot_rows(
        source('raw_nowrepblue', 'media_tags_json'), 'nowrepblue', 'media_tags'
    ) }}
),

unnested as (
    select
        tag.item,
        tag.place,
        coalesce({{ json_kind('source.data', 'tags') }} = 'array', false) as has_array,
        source.data,
        source.connection,
        source.key,
        source.content_hash,
        source.extracted_at,
        source._dlt_load_id
    from source
    cross join {{ json_items('source.data', 'tags', 'tag') }}
),

parsed as (
    select
        {{ json_fields('item', {'tag_id': 'id', 'name': 'name', 'slug': 'slug'}) }},
        coalesce(
            cast(case when has_array then item else data end as text), 'null'
        ) as payload,
        place,
        has_array,
        connection,
        key,
        content_hash,
        extracted_at,
        _dlt_load_id
    from unnested
    {{ evaluate_once() }}
),

renamed as (
    select
        -- ids
        key as media_id,
        tag_id,

        -- text
        name,
        slug,
        payload,

        -- numbers
        place as item_number,

        -- booleans
        has_array,

        -- load
        connection,
        key,
        content_hash,
        extracted_at,
        _dlt_load_id
    from parsed
)

select * from renamed
