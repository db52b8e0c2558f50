with

source as (
    {{ current_rows(
        source('raw_haku', 'registration_details_json'), 'haku', 'registration_details'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'race_id': ['_context', 'event_id'],
            'list_hash': ['_context', 'list_hash'],
            'time_zone': ['_context', 'time_zone'],
            'registration_number': 'registration_number',
            'account_number': ['participant', 'account_number'],
            'first_name': ['participant', 'first_name'],
            'last_name': ['participant', 'last_name'],
            'email': ['participant', 'email'],
            'phone': ['participant', 'phone'],
            'gender': ['participant', 'gender'],
            'city': ['participant', 'address', 'city'],
            'state': ['participant', 'address', 'state'],
            'postal_code': ['participant', 'address', 'zip_code'],
            'country_code': ['participant', 'address', 'country'],
            'team_name': ['team', 'name'],
            'is_cancelled': 'is_cancelled',
            'dob': ['participant', 'dob'],
            'cancelled': 'cancelled_at',
            'created': 'created_at',
            'changed': 'updated_at',
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
        registration_number,
        race_id,
        account_number,

        -- text
        {{ repair_text('first_name') }} as first_name,
        {{ repair_text('last_name') }} as last_name,
        email,
        phone,
        gender,
        {{ repair_text('city') }} as city,
        state,
        postal_code,
        country_code,
        {{ repair_text('team_name') }} as team_name,
        list_hash,

        -- booleans
        {{ flag_or('is_cancelled', false) }} as is_cancelled,

        -- times
        {{ written_date_or_null('dob') }} as date_of_birth,
        {{ zoned_instant_or_null('cancelled', 'time_zone') }} as cancelled_at,
        {{ zoned_instant_or_null('created', 'time_zone') }} as registration_date,
        {{ zoned_instant_or_null('changed', 'time_zone') }} as upstream_updated_at,

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
