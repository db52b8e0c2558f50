with

source as (
    select * from {{ source('ops', 'raw_tables_read') }}
),

renamed as (
    select
        -- ids
        entity as model,

        -- text
        replace(raw_schema, 'raw_', '') as source_provider,
        raw_entity as entity
    from source
)

select * from renamed
