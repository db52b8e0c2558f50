with

source as (
    {{ current_rows(source('raw_graphql', 'records_json'), 'graphql') }}
),

renamed as (
    select
        -- ids
        {{ entity_of_key('key') }} as query_name,
        substr(key, length({{ entity_of_key('key') }}) + 2) as record_id,

        -- as received
        data,

        -- load
        connection,
        key,
        deleted,
        updated_at,
        extracted_at,
        _dlt_load_id
    from source
)

select * from renamed
