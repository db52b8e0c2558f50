{# Where the fields stand that nobody has seen: assumed, each of them. The variable
   `race_roster_<column>` of a project or a call puts another path in its place. #}
{% set paths = {
    'phone': ['profile', 'phone'],
    'city': ['profile', 'address', 'city'],
    'state': ['profile', 'address', 'region', 'code'],
    'country_code': ['profile', 'address', 'country', 'code'],
    'event_id': 'subEventId',
    'chip': 'chipNumber',
    'team_name': ['team', 'name'],
    'choice': ['wave', 'name'],
    'age': 'age',
    'dob': ['profile', 'dateOfBirth'],
} %}
{% for name, path in paths.items() %}
    {% do paths.update({name: var('race_roster_' ~ name, path)}) %}
{% endfor %}
{# and those that were seen #}
{% do paths.update({
    'race_id': ['_context', 'event_id'],
    'participant_id': 'participantId',
    'first_name': 'firstName',
    'last_name': 'lastName',
    'email': ['profile', 'email'],
    'gender': 'gender',
    'bib_number': 'bibNumber',
    'is_active': 'isActive',
    'registration_date': 'registrationDate',
}) %}

with

source as (
    {{ current_rows(
        source('raw_race_roster', 'participants_json'), 'race_roster', 'participants'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', paths) }},
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
        key as registration_id,
        participant_id,
        race_id,
        event_id,

        -- text
        {{ repair_text('first_name') }} as first_name,
        {{ repair_text('last_name') }} as last_name,
        email,
        phone,
        gender,
        {{ repair_text('city') }} as city,
        state,
        country_code,
        bib_number,
        chip,
        {{ repair_text('team_name') }} as team_name,
        nullif(trim({{ repair_text('choice') }}), '') as choice,

        -- numbers
        {{ integer_or_null('age') }} as age,

        -- booleans
        coalesce(lower(is_active) not in ('false', '0'), true) as is_active,

        -- times
        {{ date_or_null('dob') }} as date_of_birth,
        {{ instant_or_null('registration_date') }} as registration_date,

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
