with

source as (
    {{ current_rows(source('raw_copernico', 'races_json'), 'copernico', 'races') }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'race_id': ['_context', 'race'],
            'race_name': 'name',
            'timezone': 'timezone',
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
        coalesce(race_id, key) as race_id,

        -- text
        {{ repair_text('race_name') }} as race_name,
        timezone,

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
