with

source as (
    {{ current_rows(
        source('raw_copernico', 'results_json'), 'copernico', 'results'
    ) }}
),

located as (
    select
        {{ json_fields('source.data', {
            'race_id': ['_context', 'race'],
            'event_name': ['_context', 'event'],
        }) }},
        source.data,
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

timed as (
    {{ json_twins('located', 'data', [
        'race_id', 'event_name', 'connection', 'key', 'deleted', 'delete_reason',
        'updated_at', 'extracted_at', '_dlt_load_id',
    ], 'times.official_', 'times.real_') }}
),

renamed as (
    select
        -- ids
        key as result_key,
        race_id || '|' || {{ repair_text('event_name') }} as event_id,
        race_id,

        -- text; a point keeps the name it has, as two may differ in a sign only
        name as point_name,

        -- numbers
        {{ integer_or_null('one_text') }} as gun_time_ms,
        {{ integer_or_null('other_text') }} as chip_time_ms,

        -- load
        connection,
        key,
        deleted,
        delete_reason,
        updated_at,
        extracted_at,
        _dlt_load_id
    from timed
)

select * from renamed
