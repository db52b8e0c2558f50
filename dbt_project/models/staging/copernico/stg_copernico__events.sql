with

source as (
    {{ current_rows(source('raw_copernico', 'races_json'), 'copernico', 'races') }}
),

unnested as (
    select
        source.key as race_id,
        event.item as event,
        source.connection,
        source.key,
        source.deleted,
        source.delete_reason,
        source.updated_at,
        source.extracted_at,
        source._dlt_load_id
    from source
    cross join {{ json_each('source.data', 'events', 'event') }}
),

parsed as (
    select
        {{ json_fields('event', {
            'event_name': 'name',
            'event_type': 'type',
            'distance': 'distance',
            'start_time': 'startTime',
            'finished': ['status', 'finished'],
        }) }},
        race_id,
        connection,
        key,
        deleted,
        delete_reason,
        updated_at,
        extracted_at,
        _dlt_load_id
    from unnested
    {{ evaluate_once() }}
),

renamed as (
    select
        -- ids
        race_id || '|' || {{ repair_text('event_name') }} as event_id,
        race_id,

        -- text
        {{ repair_text('event_name') }} as event_name,
        event_type,

        -- numbers
        {{ decimal_or_null('distance') }} as distance_metres,

        -- booleans
        coalesce(finished = 'true', false) as is_over,

        -- times
        {{ timestamp_or_null('start_time') }} as starts_at,

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
