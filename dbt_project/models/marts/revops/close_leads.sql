with

leads as (
    select * from {{ ref('stg_close__leads') }}
    where not deleted
),

final as (
    select
        connection || '-' || lead_id as lead_key,
        cast(connection as text) as connection,
        cast(lead_id as text) as lead_id,
        status_id,
        created_by_user_id,
        updated_by_user_id,
        name,
        display_name,
        description,
        url,
        html_url,
        status_label,
        addresses,
        created_at,
        updated_at,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from leads
)

select * from final
