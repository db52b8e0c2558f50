with

checked as (
    select * from {{ ref('int_talent__talents_checked') }}
    where reason is null
),

final as (
    select
        connection || '-' || talent_id as talent_key,
        cast(connection as text) as connection,
        cast(talent_id as text) as talent_id,
        cast(talent_type_id as text) as talent_type_id,
        first_name,
        last_name,
        bio,
        profile_image_url,
        gender,
        pronouns,
        coalesce(nullif(talent_type, ''), 'Unknown') as talent_type,
        talent_user_number,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from checked
)

select * from final
