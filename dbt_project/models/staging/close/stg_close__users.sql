with

source as (
    {{ current_rows(source('raw_close', 'users_json'), 'close', 'users') }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'email': 'email',
            'first_name': 'first_name',
            'last_name': 'last_name',
            'image_url': 'image',
            'time_zone': 'last_used_timezone',
            'email_verified_at': 'email_verified_at',
            'created_at': 'date_created',
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
        key as user_id,

        -- text
        email,
        first_name,
        last_name,
        image_url,
        time_zone,

        -- dates and times
        {{ instant_or_null('email_verified_at') }} as email_verified_at,
        {{ instant_or_null('created_at') }} as created_at,

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
