with

source as (
    {{ current_rows(source('raw_close', 'leads_json'), 'close', 'leads') }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'status_id': 'status_id',
            'created_by_user_id': 'created_by',
            'updated_by_user_id': 'updated_by',
            'name': 'name',
            'display_name': 'display_name',
            'description': 'description',
            'url': 'url',
            'html_url': 'html_url',
            'status_label': 'status_label',
            'addresses': 'addresses',
            'created_at': 'date_created',
        }) }},
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
        key as lead_id,
        status_id,
        created_by_user_id,
        updated_by_user_id,

        -- text
        name,
        display_name,
        description,
        url,
        html_url,
        status_label,
        addresses,
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
