{# an address ends in /events/<year>/<number>/<slug> #}
{% set url_part = "split_part(split_part(url, '/events/', 2), '/', 2)" %}

with

source as (
    {{ current_rows(
        source('raw_race_roster', 'events_json'), 'race_roster', 'events'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'event_name': 'name',
            'city': 'city',
            'state': ['region', 'code'],
            'country_code': ['country', 'code'],
            'timezone': 'timeZone',
            'url': 'url',
            'starts_at': 'startDate',
            'registration_opens_at': 'registrationOpenDate',
            'registration_closes_at': 'registrationCloseDate',
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
        case
            when {{ integer_or_null(url_part) }} is not null then {{ url_part }}
        end as event_number,

        -- text
        {{ repair_text('event_name') }} as event_name,
        {{ repair_text('city') }} as city,
        state,
        country_code,
        timezone,
        url,

        -- times
        {{ instant_or_null('starts_at') }} as starts_at,
        {{ instant_or_null('registration_opens_at') }} as registration_opens_at,
        {{ instant_or_null('registration_closes_at') }} as registration_closes_at,

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
