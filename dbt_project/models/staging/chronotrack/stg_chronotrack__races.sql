with

source as (
    {{ current_rows(source('raw_chronotrack', 'races_json'), 'chronotrack', 'races') }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'context_event_id': ['_context', 'event_id'],
            'event_id': 'event_id',
            'race_name': 'race_name',
            'race_type': 'race_type',
            'course_distance': 'race_course_distance',
            'distance': 'race_distance',
            'planned_start': 'race_planned_start_time',
            'planned_end': 'race_planned_end_time',
            'actual_start': 'race_actual_start_time',
            'actual_end': 'race_actual_end_time',
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
        key as race_id,
        coalesce(nullif(event_id, ''), context_event_id) as event_id,

        -- text
        nullif({{ repair_text('race_name') }}, '') as race_name,
        nullif(race_type, '') as race_type,

        -- numbers
        {{ decimal_or_null("coalesce(nullif(course_distance, ''), distance)") }}
            as distance_metres,

        -- times
        {{ epoch_or_null('planned_start') }} as planned_starts_at,
        {{ epoch_or_null('planned_end') }} as planned_ends_at,
        {{ epoch_or_null('actual_start') }} as actual_starts_at,
        {{ epoch_or_null('actual_end') }} as actual_ends_at,

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
