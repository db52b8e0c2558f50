with

source as (
    {{ current_rows(source('raw_close', 'activities_json'), 'close', 'activities') }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'lead_id': 'lead_id', 'contact_id': 'contact_id', 'user_id': 'user_id',
            'opportunity_id': 'opportunity_id',
            'custom_activity_type_id': 'custom_activity_type_id',
            'created_by_user_id': 'created_by', 'updated_by_user_id': 'updated_by',
            'activity_type': '_type', 'searched_type': ['_context', 'activity_type'],
            'user_name': 'user_name', 'direction': 'direction', 'status': 'status',
            'disposition': 'disposition', 'phone': 'phone', 'title': 'title',
            'subject': 'subject', 'note': 'note', 'message': 'text',
            'old_status_label': 'old_status_label',
            'old_status_type': 'old_status_type',
            'new_status_label': 'new_status_label',
            'new_status_type': 'new_status_type',
            'value_period': 'opportunity_value_period',
            'currency_code': 'opportunity_value_currency',
            'value_minor': 'opportunity_value', 'duration_seconds': 'duration',
            'activity_at': 'activity_at', 'starts_at': 'starts_at',
            'ends_at': 'ends_at', 'created_at': 'date_created',
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
        key as activity_id,
        lead_id,
        contact_id,
        user_id,
        opportunity_id,
        custom_activity_type_id,
        created_by_user_id,
        updated_by_user_id,

        -- text
        coalesce(activity_type, searched_type) as activity_type,
        user_name,
        direction,
        status,
        disposition,
        phone,
        title,
        subject,
        note,
        message,
        old_status_label,
        old_status_type,
        new_status_label,
        new_status_type,
        value_period,
        upper(currency_code) as currency_code,
        payload,

        -- amounts, in hundredths of the currency
        {{ decimal_or_null('value_minor') }} as value_minor,

        -- numbers
        {{ integer_or_null('duration_seconds') }} as duration_seconds,

        -- dates and times
        {{ instant_or_null('activity_at') }} as activity_at,
        {{ instant_or_null('starts_at') }} as starts_at,
        {{ instant_or_null('ends_at') }} as ends_at,
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
