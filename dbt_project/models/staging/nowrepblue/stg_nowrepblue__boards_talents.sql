with

source as (
    {{ snapshot_rows(
        source('raw_nowrepblue', 'boards_talents_json'), 'nowrepblue', 'boards_talents'
    ) }}
),

unnested as (
    select
        talent.item,
        talent.place,
        coalesce(
            {{ json_kind('source.data', 'talents') }} = 'array', false
        ) as has_array,
        source.data,
        source.connection,
        source.key,
        source.content_hash,
        source.extracted_at,
        source._dlt_load_id
    from source
    cross join {{ json_items('source.data', 'talents', 'talent') }}
),

parsed as (
    select
        {{ json_fields('item', {'talent_id': 'id'}) }},
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
        key as board_id,
        talent_id,

        -- text
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
