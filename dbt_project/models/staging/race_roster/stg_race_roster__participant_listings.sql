with

source as (
    {{ current_rows(
        source('raw_race_roster', 'participant_listings_json'),
        'race_roster', 'participant_listings'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'row_count': 'rows',
            'upstream_total': 'total',
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
        {{ integer_or_null('row_count') }} as row_count,
        {{ integer_or_null('upstream_total') }} as upstream_total,

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
