with

source as (
    {{ current_rows(
        source('raw_haku', 'registration_listings_json'), 'haku', 'registration_listings'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'event_id': 'event_id',
            'row_count': 'rows',
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
        event_id,

        -- numbers
        {{ integer_or_null('row_count') }} as row_count,

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
