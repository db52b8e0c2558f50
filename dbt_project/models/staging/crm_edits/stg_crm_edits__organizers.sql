with

source as (
    select * from {{ source('raw_crm_edits', 'organizers') }}
),

renamed as (
    select
        -- ids
        external_id,
        nullif(connection, '') as connection,

        -- text
        {{ trimmed_or_null('name') }} as name,
        {{ edit_or_null('website_url') }} as website_url,
        {{ edit_or_null('description') }} as description,

        -- times
        updated_at
    from source
)

select * from renamed
