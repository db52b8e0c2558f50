with

source as (
    {{ current_rows(
        source('raw_chronotrack', 'intervals_json'), 'chronotrack', 'intervals'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'context_event_id': ['_context', 'event_id'],
            'event_id': 'event_id',
            'race_id': 'race_id',
            'interval_name': 'interval_name',
            'is_full': 'interval_is_full',
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
        key as interval_id,
        nullif(race_id, '') as race_id,
        coalesce(nullif(event_id, ''), context_event_id) as event_id,

        -- text
        nullif({{ repair_text('interval_name') }}, '') as interval_name,

        -- booleans
        is_full = '1' as is_full,

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
