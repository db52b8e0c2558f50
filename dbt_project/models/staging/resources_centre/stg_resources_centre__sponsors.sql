with

source as (
    {{ lasting_rows(
        source('raw_resources_centre', 'sponsors_json'), 'resources_centre', 'sponsors'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'name': 'name',
            'website_url': 'website',
            'tier': 'tier',
            'logo_url': 'logo_url',
            'description': 'description',
            'created_at': 'created_at',
        }) }},
        source.connection,
        source.key,
        source.updated_at,
        source.content_hash,
        source.missing_since,
        source.extracted_at,
        source._dlt_load_id
    from source
    {{ evaluate_once() }}
),

renamed as (
    select
        -- ids
        key as sponsor_id,

        -- text
        {{ trimmed_or_null('name') }} as name,
        {{ trimmed_or_null('website_url') }} as website_url,
        {{ trimmed_or_null('tier') }} as tier,
        {{ trimmed_or_null('logo_url') }} as logo_url,
        {{ trimmed_or_null('description') }} as description,

        -- times
        {{ utc_instant_or_null('created_at') }} as created_at,
        updated_at,
        missing_since,

        -- load
        connection,
        key,
        content_hash,
        extracted_at,
        _dlt_load_id
    from parsed
)

select * from renamed
