with

source as (
    {{ lasting_rows(
        source('raw_resources_centre', 'speakers_json'), 'resources_centre', 'speakers'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'name': 'name',
            'title': 'title',
            'company': 'company',
            'bio': 'bio',
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
        key as speaker_id,

        -- text
        {{ trimmed_or_null('name') }} as name,
        {{ trimmed_or_null('title') }} as title,
        {{ trimmed_or_null('company') }} as company,
        {{ trimmed_or_null('bio') }} as bio,

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
