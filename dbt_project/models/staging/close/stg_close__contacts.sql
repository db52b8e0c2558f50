with

source as (
    {{ current_rows(source('raw_close', 'contacts_json'), 'close', 'contacts') }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'lead_id': 'lead_id',
            'created_by_user_id': 'created_by',
            'updated_by_user_id': 'updated_by',
            'name': 'name',
            'display_name': 'display_name',
            'title': 'title',
            'emails': 'emails',
            'phones': 'phones',
            'urls': 'urls',
            'time_zone': 'timezone',
            'created_at': 'date_created',
        }) }},
        ((source.data -> 'emails') -> 0) ->> 'email' as email,
        ((source.data -> 'phones') -> 0) ->> 'phone' as phone,
        source.data as payload,
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
        key as contact_id,
        lead_id,
        created_by_user_id,
        updated_by_user_id,

        -- text
        name,
        display_name,
        title,
        email,
        phone,
        emails,
        phones,
        urls,
        time_zone,
        payload,

        -- dates and times
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
