with

source as (
    {{ current_rows(
        source('raw_chronotrack', 'events_json'), 'chronotrack', 'events'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'event_name': 'event_name',
            'city': 'location_city',
            'state': 'location_region',
            'country_code': 'location_country',
            'timezone': 'location_time_zone',
            'start_time': 'event_start_time',
            'end_time': 'event_end_time',
            'published': 'event_is_published',
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

        -- text
        nullif({{ repair_text('event_name') }}, '') as event_name,
        nullif({{ repair_text('city') }}, '') as city,
        nullif(state, '') as state,
        nullif(country_code, '') as country_code,
        nullif(timezone, '') as timezone,

        -- booleans
        published = '1' as is_published,

        -- times
        {{ epoch_or_null('start_time') }} as starts_at,
        {{ epoch_or_null('end_time') }} as ends_at,

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
