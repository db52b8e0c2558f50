with

source as (
    select * from {{ source('raw_syncline', 'events') }}
),

renamed as (
    select
        -- ids
        connection,
        race_id,
        event_id,

        -- text
        provider as source_provider
    from source
)

select * from renamed
