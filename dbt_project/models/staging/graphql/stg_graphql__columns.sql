with

source as (
    {{ current_rows(source('raw_graphql', 'columns_json'), 'graphql', 'columns') }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'query_name': 'query',
            'column_name': 'column',
            'json_path': 'path',
            'column_type': 'type',
            'graphql_type': 'graphql_type',
            'place': 'place',
        }) }},
        source.connection,
        source.key,
        source.extracted_at,
        source._dlt_load_id
    from source
    {{ evaluate_once() }}
),

renamed as (
    select
        -- ids
        query_name,
        column_name,

        -- text
        json_path,
        column_type,
        graphql_type,

        -- numbers
        {{ integer_or_null('place') }} as place_number,

        -- load
        connection,
        key,
        extracted_at,
        _dlt_load_id
    from parsed
)

select * from renamed
