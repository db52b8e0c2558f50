with

source as (
    select * from {{ source('raw_current_rms', 'opportunities_json') }}
    where _dlt_load_id in ({{ visible_load_ids('current_rms') }})
),

parsed as (
    select
        {{ json_fields('source.data', {
            'subject': 'subject',
            'state': 'state_name',
            'status': 'status_name',
            'starts_at': 'starts_at',
            'ends_at': 'ends_at',
            'organisation_name': ['member', 'name'],
            'owner_name': ['owner', 'name'],
            'venue_name': ['venue', 'name'],
            'charge_total': 'charge_total',
            'total_value': 'charge_including_tax_total',
            'tags': 'tag_list',
            'custom_fields': 'custom_fields',
        }) }},
        source.connection,
        source.key,
        source.content_hash,
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

        -- text
        subject,
        state,
        status,
        starts_at,
        ends_at,
        organisation_name,
        owner_name,
        venue_name,
        charge_total,
        total_value,
        tags,
        custom_fields,

        -- load
        connection,
        key,
        content_hash,
        deleted,
        delete_reason,
        updated_at,
        extracted_at,
        _dlt_load_id
    from parsed
)

select * from renamed
