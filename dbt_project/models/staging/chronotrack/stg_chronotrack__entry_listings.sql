with

source as (
    {{ current_rows(
        source('raw_chronotrack', 'entry_listings_json'), 'chronotrack', 'entry_listings'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'listed_rows': 'rows',
        }) }},
        source.connection,
        source.key,
        source.deleted,
        source.delete_reason,
        source.updated_at,
        source.extracted_at,
        source._dlt_load_id
    from source
    {{ evaluate_once() }}
),

renamed as (
    select
        -- ids
        key as event_id,

        -- numbers
        {{ integer_or_null('listed_rows') }} as row_count,

        -- load
        connection,
        key,
        deleted,
        delete_reason,
        updated_at,
        extracted_at,
        _dlt_load_id
    from parsed
)

select * from renamed
