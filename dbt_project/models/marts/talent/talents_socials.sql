with

checked as (
    select * from {{ ref('int_talent__talents_socials_checked') }}
    where reason is null
),

final as (
    select
        connection || '-' || talent_id || '|' || platform as social_key,
        connection || '-' || talent_id as talent_key,
        cast(connection as text) as connection,
        cast(talent_id as text) as talent_id,
        platform,
        username,
        url,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from checked
)

select * from final
