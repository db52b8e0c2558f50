with

activities as (
    select * from {{ ref('stg_close__activities') }}
    where not deleted
),

final as (
    select
        connection || '-' || activity_id as activity_key,
        connection || '-' || lead_id as lead_key,
        connection || '-' || contact_id as contact_key,
        cast(connection as text) as connection,
        cast(activity_id as text) as activity_id,
        lead_id,
        contact_id,
        user_id,
        opportunity_id,
        custom_activity_type_id,
        created_by_user_id,
        updated_by_user_id,
        activity_type,
        user_name,
        direction,
        status,
        disposition,
        phone,
        title,
        subject,
        note,
        message,
        old_status_label,
        old_status_type,
        new_status_label,
        new_status_type,
        value_period,
        currency_code,
        {{ from_hundredths('value_minor') }} as value_amount,
        duration_seconds,
        activity_at,
        starts_at,
        ends_at,
        created_at,
        updated_at,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from activities
)

select * from final
