with

columns_inferred as (
    select * from {{ ref('stg_graphql__columns') }}
),

final as (
    select
        connection || '-' || key as graphql_column_key,
        cast(connection as text) as connection,
        cast(query_name as text) as query_name,
        cast(column_name as text) as column_name,
        cast(json_path as text) as json_path,
        cast(column_type as text) as column_type,
        cast(graphql_type as text) as graphql_type,
        place_number,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from columns_inferred
)

select * from final
