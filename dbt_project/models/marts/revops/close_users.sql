with

users as (
    select * from {{ ref('stg_close__users') }}
    where not deleted
),

final as (
    select
        connection || '-' || user_id as user_key,
        cast(connection as text) as connection,
        cast(user_id as text) as user_id,
        email,
        first_name,
        last_name,
        image_url,
        time_zone,
        email_verified_at,
        created_at,
        updated_at,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from users
)

select * from final
