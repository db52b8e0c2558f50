{# midnight to the second is how a bare date is written as a date and time #}
{% set start_text %}
    case
        when length(event_day) > 10 and substr(event_day, 12, 8) <> '00:00:00'
            then event_day
    end
{% endset %}
{% set starts_at = zoned_instant_or_null(start_text, 'time_zone') %}

with

source as (
    {{ current_rows(source('raw_haku', 'events_json'), 'haku', 'events') }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'event_id': 'id',
            'time_zone': ['_context', 'time_zone'],
            'event_name': 'name',
            'city': 'location_city',
            'state': 'location_state',
            'venue': 'location_name',
            'event_type': 'event_type',
            'distance': 'distance',
            'currency_code': 'currency',
            'registration_limit': 'registration_limit',
            'event_day': 'event_date',
            'end_day': 'event_end_date',
            'opens': 'registration_open_date',
            'closes': 'registration_close_date',
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

        -- text
        {{ repair_text('event_name') }} as event_name,
        {{ repair_text('city') }} as city,
        state,
        {{ repair_text('venue') }} as venue,
        event_type,
        distance,
        upper(currency_code) as currency_code,
        time_zone,

        -- numbers
        {{ integer_or_null('registration_limit') }} as registration_limit,

        -- times
        coalesce(
            {{ local_date(starts_at, 'time_zone') }},
            {{ written_date_or_null('event_day') }}
        ) as event_date,
        {{ starts_at }} as starts_at,
        {{ written_date_or_null('end_day') }} as ends_on,
        {{ zoned_instant_or_null('opens', 'time_zone') }} as registration_opens_at,
        {{ zoned_instant_or_null('closes', 'time_zone') }} as registration_closes_at,

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
