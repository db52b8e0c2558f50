with

source as (
    {{ latest_rows(
        source('raw_current_rms', 'opportunities_json'), 'current_rms', 'opportunities'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'subject': 'subject',
            'number': 'number',
            'description': 'description',
            'state': 'state_name',
            'status': 'status_name',
            'organisation_id': 'member_id',
            'organisation_name': ['member', 'name'],
            'owner_id': 'owned_by',
            'owner_name': ['owner', 'name'],
            'venue_name': ['venue', 'name'],
            'tags': 'tag_list',
            'custom_fields': 'custom_fields',
            'charge_total': 'charge_total',
            'total_value': 'charge_including_tax_total',
            'is_open_ended': 'open_ended_rental',
            'starts_at': 'starts_at',
            'ends_at': 'ends_at',
            'created_at_rms': 'created_at',
            'updated_at_rms': 'updated_at',
        }) }},
        {{ json_without('source.data', '_context') }} as payload,
        source.last_webhook_at,
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
        {{ integer_or_null('key') }} as opportunity_id,
        {{ integer_or_null('organisation_id') }} as organisation_id,
        {{ integer_or_null('owner_id') }} as owner_id,

        -- text
        {{ trimmed_or_null('subject') }} as subject,
        {{ trimmed_or_null('number') }} as number,
        {{ trimmed_or_null('description') }} as description,
        {{ trimmed_or_null('state') }} as state,
        {{ trimmed_or_null('status') }} as status,
        {{ trimmed_or_null('organisation_name') }} as organisation_name,
        {{ trimmed_or_null('owner_name') }} as owner_name,
        {{ trimmed_or_null('venue_name') }} as venue_name,
        tags,
        custom_fields,
        payload,

        -- amounts
        {{ decimal_or_null('charge_total') }} as charge_total,
        {{ decimal_or_null('total_value') }} as total_value,

        -- booleans
        {{ flag_or('is_open_ended', 'false') }} as is_open_ended,

        -- times
        {{ instant_or_null('starts_at') }} as starts_at,
        {{ instant_or_null('ends_at') }} as ends_at,
        {{ instant_or_null('created_at_rms') }} as created_at_rms,
        {{ instant_or_null('updated_at_rms') }} as updated_at_rms,
        {{ instant_or_null('last_webhook_at') }} as last_webhook_at,

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
