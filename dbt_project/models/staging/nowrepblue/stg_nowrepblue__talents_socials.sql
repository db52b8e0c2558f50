with

source as (
    {{ snapshot_rows(
        source('raw_nowrepblue', 'talents_socials_json'),
        'nowrepblue', 'talents_socials'
    ) }}
),

unnested as (
    select
        social.item,
        social.place,
        coalesce(
            {{ json_kind('source.data', 'socials') }} = 'array', false
        ) as has_array,
        source.data,
        source.connection,
        source.key,
        source.content_hash,
        source.extracted_at,
        source._dlt_load_id
    from source
    cross join {{ json_items('source.data', 'socials', 'social') }}
),

parsed as (
    select
        {{ json_fields('item', {
            'platform': 'platform', 'username': 'username', 'url': 'url',
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
        key as talent_id,

        -- text
        platform,
        username,
        url,
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
