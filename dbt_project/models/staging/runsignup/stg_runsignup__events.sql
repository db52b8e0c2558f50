with

source as (
    {{ current_rows(source('raw_runsignup', 'events_json'), 'runsignup', 'events') }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'event_id': 'event_id',
            'race_id': ['_context', 'race_id'],
            'event_name': 'name',
            'event_type': 'event_type',
            'distance': 'distance',
            'timezone': ['_context', 'timezone'],
            'start_time': 'start_time',
            'end_time': 'end_time',
            'volunteer': 'volunteer',
            'sub_event_ids': 'sub_event_ids',
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
        race_id,

        -- text
        {{ repair_text('event_name') }} as event_name,
        event_type,
        distance,
        timezone,
        -- a list of numbers: what is left without its marks are ids between commas
        nullif(translate(sub_event_ids, '[]" ', ''), '') as sub_event_ids,

        -- booleans
        coalesce(volunteer = 'T', false) as is_volunteer,

        -- times
        {{ date_or_null("split_part(start_time, ' ', 1)", 'mdy') }} as event_date,
        {{ local_text_to_utc('start_time', 'timezone', 'mdy') }} as starts_at,
        {{ local_text_to_utc('end_time', 'timezone', 'mdy') }} as ends_at,

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
