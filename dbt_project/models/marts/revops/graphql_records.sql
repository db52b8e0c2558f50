with

records as (
    select * from {{ ref('stg_graphql__records') }}
    where not deleted
),

final as (
    select
        connection || '-' || key as graphql_record_key,
        cast(connection as text) as connection,
        cast(query_name as text) as query_name,
        cast(record_id as text) as record_id,
        cast(key as text) as query_record_id,
        data,
        updated_at,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from records
)

select * from final
