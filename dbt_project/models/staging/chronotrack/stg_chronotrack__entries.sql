with

source as (
    {{ current_rows(
        source('raw_chronotrack', 'entries_json'), 'chronotrack', 'entries'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'context_event_id': ['_context', 'event_id'],
            'external_id': 'entry_external_id',
            'event_id': 'event_id',
            'race_id': 'race_id',
            'race_name': 'race_name',
            'reg_choice_id': 'reg_choice_id',
            'reg_choice_name': 'reg_choice_name',
            'wave_name': 'wave_name',
            'entry_type': 'entry_type',
            'status': 'entry_status',
            'bib_number': 'entry_bib',
            'first_name': 'athlete_first_name',
            'last_name': 'athlete_last_name',
            'gender': 'athlete_sex',
            'birth_date': 'athlete_birthdate',
            'age': 'entry_race_age',
            'email': 'athlete_email',
            'mobile_phone': 'athlete_mobile_phone',
            'home_phone': 'athlete_home_phone',
            'city': 'location_city',
            'state': 'location_region',
            'postal_code': 'location_postal_code',
            'country_code': 'location_country',
            'team_id': 'team_id',
            'team_name': 'team_name',
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
        key as entry_id,
        nullif(external_id, '') as external_id,
        coalesce(nullif(event_id, ''), context_event_id) as event_id,
        nullif(race_id, '') as race_id,
        nullif(reg_choice_id, '') as reg_choice_id,
        nullif(team_id, '') as team_id,

        -- text
        nullif({{ repair_text('race_name') }}, '') as race_name,
        nullif({{ repair_text('reg_choice_name') }}, '') as reg_choice_name,
        nullif({{ repair_text('wave_name') }}, '') as wave_name,
        nullif(entry_type, '') as entry_type,
        nullif(status, '') as status,
        nullif(bib_number, '') as bib_number,
        nullif({{ repair_text('first_name') }}, '') as first_name,
        nullif({{ repair_text('last_name') }}, '') as last_name,
        nullif(gender, '') as gender,
        nullif(email, '') as email,
        coalesce(nullif(mobile_phone, ''), nullif(home_phone, '')) as phone,
        nullif({{ repair_text('city') }}, '') as city,
        nullif(state, '') as state,
        nullif(postal_code, '') as postal_code,
        nullif(country_code, '') as country_code,
        nullif({{ repair_text('team_name') }}, '') as team_name,

        -- numbers
        {{ integer_or_null('age') }} as age,

        -- times
        {{ date_or_null('birth_date') }} as date_of_birth,

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
