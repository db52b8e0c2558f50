with

source as (
    {{ current_rows(source('raw_chronotrack', 'waves_json'), 'chronotrack', 'waves') }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'context_event_id': ['_context', 'event_id'],
            'event_id': 'event_id',
            'race_id': 'race_id',
            'wave_name': 'wave_name',
            'race_name': 'race_name',
            'start_time': 'wave_start_time',
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
        key as wave_id,
        nullif(race_id, '') as race_id,
        coalesce(nullif(event_id, ''), context_event_id) as event_id,

        -- text
        nullif({{ repair_text('wave_name') }}, '') as wave_name,
        nullif({{ repair_text('race_name') }}, '') as race_name,

        -- times
        {{ epoch_or_null('start_time') }} as starts_at,

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
