with

contacts as (
    select * from {{ ref('stg_close__contacts') }}
    where not deleted
),

final as (
    select
        connection || '-' || contact_id as contact_key,
        connection || '-' || lead_id as lead_key,
        cast(connection as text) as connection,
        cast(contact_id as text) as contact_id,
        lead_id,
        created_by_user_id,
        updated_by_user_id,
        name,
        display_name,
        title,
        email,
        phone,
        emails,
        phones,
        urls,
        time_zone,
        created_at,
        updated_at,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from contacts
)

select * from final
