{# metres out of a number and its unit, for where they are not told #}
{% set converted %}
    case
        when {{ number_or_null('distance') }} between 0 and 10000000
            then cast(
                cast({{ number_or_null('distance') }} as numeric(18, 6))
                * case lower(unit)
                    when 'km' then 1000
                    when 'mi' then 1609.344
                    when 'm' then 1
                end
                as numeric(18, 2)
            )
    end
{% endset %}

with

source as (
    {{ current_rows(
        source('raw_race_roster', 'events_json'), 'race_roster', 'events'
    ) }}
),

parsed as (
    select
        {{ json_fields('sub_event.item', {
            'sub_event_id': 'subEventId',
            'sub_event_name': 'name',
            'sub_event_type': ['subEventDistance', 'type'],
            'metres': ['subEventDistance', 'inMeters'],
            'distance': 'distance',
            'unit': 'distanceType',
            'min_age': 'participantMinAge',
            'max_age': 'participantMaxAge',
            'participant_limit': 'maxParticipants',
            'own_start': 'customSubEventDate',
        }) }},
        {{ json_fields('source.data', {'event_start': 'startDate'}) }},
        sub_event.place,
        source.connection,
        source.key,
        source.deleted,
        source.delete_reason,
        source.updated_at,
        source.extracted_at,
        source._dlt_load_id
    from source
    cross join {{ json_items("source.data -> 'subEvents'", 'data', 'sub_event') }}
    where {{ json_kind("source.data -> 'subEvents'", 'data') }} = 'array'
    {{ evaluate_once() }}
),

renamed as (
    select
        -- ids
        key as event_id,
        sub_event_id,

        -- text
        {{ repair_text('sub_event_name') }} as sub_event_name,
        sub_event_type,
        nullif(concat_ws(' ', nullif(distance, ''), unit), unit) as distance,

        -- numbers; a distance of 0 is that of volunteers, a limit of 0 is none
        place as item_number,
        cast(
            nullif(coalesce({{ decimal_or_null('metres') }}, {{ converted }}), 0)
            as numeric(18, 2)
        ) as distance_metres,
        {{ integer_or_null('min_age') }} as min_age,
        nullif({{ integer_or_null('max_age') }}, 0) as max_age,
        nullif({{ integer_or_null('participant_limit') }}, 0) as participant_limit,

        -- times
        coalesce(
            {{ instant_or_null('own_start') }}, {{ instant_or_null('event_start') }}
        ) as starts_at,

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
