with

source as (
    select * from {{ source('raw_syncline', 'mirrorings') }}
),

renamed as (
    select mirrored_at from source
)

select * from renamed
