with

source as (
    {{ current_rows(
        source('raw_haku', 'registrations_json'), 'haku', 'registrations'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'race_id': ['_context', 'event_id'],
            'time_zone': ['_context', 'time_zone'],
            'registration_number': 'registration_number',
            'full_name': 'person_full_name',
            'email': 'email',
            'gender': 'gender',
            'category_name': 'event_category_info',
            'team_name': ['team', 'name'],
            'age': 'age',
            'transaction_amount': 'transaction_amount',
            'is_cancelled': 'is_cancelled',
            'registered_at': 'registered_at',
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

        -- text
        {{ repair_text('full_name') }} as full_name,
        email,
        gender,
        {{ repair_text('category_name') }} as category_name,
        {{ repair_text('team_name') }} as team_name,

        -- numbers
        {{ integer_or_null('age') }} as age,
        {{ decimal_or_null('transaction_amount') }} as transaction_amount,

        -- booleans
        {{ flag_or('is_cancelled', false) }} as is_cancelled,

        -- times
        {{ zoned_instant_or_null('registered_at', 'time_zone') }} as registration_date,

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
