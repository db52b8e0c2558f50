with

source as (
    {{ snapshot_rows(
        source('raw_nowrepblue', 'talents_portfolios_json'),
        'nowrepblue', 'talents_portfolios'
    ) }}
),

unnested as (
    select
        portfolio.item,
        portfolio.place,
        coalesce(
            {{ json_kind('source.data', 'portfolios') }} = 'array', false
        ) as has_array,
        source.data,
        source.connection,
        source.key,
        source.content_hash,
        source.extracted_at,
        source._dlt_load_id
    from source
    cross join {{ json_items('source.data', 'portfolios', 'portfolio') }}
),

parsed as (
    select
        {{ json_fields('item', {
            'portfolio_id': 'id',
            'title': 'title',
            'description': 'description',
            'cover_image_url': 'coverImage',
            'is_default': 'isDefault',
            'category': 'category',
        }) }},
        {{ json_fields('item', {
            'category_id': ['category', 'id'],
            'category_name': ['category', 'name'],
            'category_color': ['category', 'color'],
        }) }},
        {{ json_kind('item', 'category') }} as category_kind,
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
        portfolio_id,
        key as talent_id,
        category_id,

        -- text
        title,
        description,
        cover_image_url,
        case category_kind
            when 'string' then category
            when 'object' then category_name
        end as category,
        category_color,
        {{ names_where({
            'isDefault': "is_default not in ('true', 'false')",
            'category': "category_kind not in ('object', 'string', 'null')",
        }) }} as unreadable_fields,
        payload,

        -- numbers
        place as item_number,

        -- booleans
        coalesce(is_default = 'true', false) as is_default,
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
