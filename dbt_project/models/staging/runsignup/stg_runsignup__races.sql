with

source as (
    {{ current_rows(source('raw_runsignup', 'races_json'), 'runsignup', 'races') }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'race_id': 'race_id',
            'race_name': 'name',
            'city': ['address', 'city'],
            'state': ['address', 'state'],
            'country_code': ['address', 'country_code'],
            'timezone': 'timezone',
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
        race_id,

        -- text
        {{ repair_text('race_name') }} as race_name,
        {{ repair_text('city') }} as city,
        state,
        country_code,
        timezone,

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
