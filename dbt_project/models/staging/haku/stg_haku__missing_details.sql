with

source as (
    {{ current_rows(
        source('raw_haku', 'missing_details_json'), 'haku', 'missing_details'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'race_id': ['_context', 'event_id'],
            'list_hash': ['_context', 'list_hash'],
            'registration_number': 'registration_number',
            'reason': 'reason',
            'seen': 'seen',
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
        key as registration_id,
        registration_number,
        race_id,

        -- text
        reason,
        seen,
        list_hash,

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
