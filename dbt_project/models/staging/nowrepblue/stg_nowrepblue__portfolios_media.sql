{% set numbers = {
    'order': 'sort_order', 'width': 'width_pixels', 'height': 'height_pixels',
    'size': 'size_bytes',
} %}
{% set unread, typed = {}, [] %}
{% for field, name in numbers.items() %}
    {% do unread.update(
        {field: name ~ ' is not null and ' ~ integer_or_null(name) ~ ' is null'}
    ) %}
    {% do typed.append(integer_or_null(name) ~ ' as ' ~ name) %}
{% endfor %}

with

source as (
    {{ snapshot_rows(
        source('raw_nowrepblue', 'portfolios_media_json'),
        'nowrepblue', 'portfolios_media'
    ) }}
),

unnested as (
    select
        media.item,
        media.place,
        coalesce({{ json_kind('source.data', 'media') }} = 'array', false) as has_array,
        source.data,
        source.connection,
        source.key,
        source.content_hash,
        source.extracted_at,
        source._dlt_load_id
    from source
    cross join {{ json_items('source.data', 'media', 'media') }}
),

parsed as (
    select
        {{ json_fields('item', {
            'media_id': 'id',
            'media_type': 'type',
            'url': 'url',
            'filename': 'filename',
            'cover_image_url': 'coverImage',
            'caption': 'caption',
            'sort_order': 'order',
            'width_pixels': 'width',
            'height_pixels': 'height',
            'size_bytes': 'size',
        }) }},
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
        key as portfolio_id,
        media_id,

        -- text
        media_type,
        url,
        filename,
        cover_image_url,
        caption,
        {{ names_where(unread) }} as unreadable_fields,
        payload,

        -- numbers
        {{ typed | join(',\n        ') }},
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
