with

source as (
    {{ snapshot_rows(
        source('raw_nowrepblue', 'boards_portfolios_json'),
        'nowrepblue', 'boards_portfolios'
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
        {{ json_fields('item', {'portfolio_id': 'id', 'talent_id': 'talentId'}) }},
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
        portfolio_id,
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
