with

source as (
    select * from {{ source('raw_syncline', 'seals') }}
),

renamed as (
    select
        -- ids
        connection,
        race_id,

        -- numbers
        matched as matched_count,
        total as total_count,

        -- booleans
        is_well,

        -- times
        read_back_at,
        proven_at
    from source
)

select * from renamed
