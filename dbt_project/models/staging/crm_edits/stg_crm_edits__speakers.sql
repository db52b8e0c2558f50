with

source as (
    select * from {{ source('raw_crm_edits', 'speakers') }}
),

renamed as (
    select
        -- ids
        external_id,
        nullif(connection, '') as connection,

        -- text
        {{ trimmed_or_null('name') }} as name,
        {{ edit_or_null('title') }} as title,
        {{ edit_or_null('company') }} as company,
        {{ edit_or_null('bio') }} as bio,

        -- times
        updated_at
    from source
)

select * from renamed
