{# Where the corral stands that is asked for with each registration: seen in one client.
   The variable `runsignup_choice` of a project or a call puts another path there. #}
{% set choice_path = var('runsignup_choice', 'corral_name') %}

with

source as (
    {{ current_rows(
        source('raw_runsignup', 'participants_json'), 'runsignup', 'participants'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'race_id': ['_context', 'race_id'],
            'event_id': 'event_id',
            'first_name': ['user', 'first_name'],
            'last_name': ['user', 'last_name'],
            'email': ['user', 'email'],
            'phone': ['user', 'phone'],
            'gender': ['user', 'gender'],
            'city': ['user', 'address', 'city'],
            'state': ['user', 'address', 'state'],
            'country_code': ['user', 'address', 'country_code'],
            'bib_number': 'bib_num',
            'chip': 'chip_num',
            'team_name': 'team_name',
            'choice': choice_path,
            'age': 'age',
            'dob': ['user', 'dob'],
            'registration_date': 'registration_date',
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
        key as registration_id,
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

        -- times
        {{ date_or_null('dob') }} as date_of_birth,
        {{ local_text_to_utc('registration_date', "'America/New_York'", 'mdy') }}
            as registration_date,

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
