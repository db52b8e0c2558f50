with

custom_fields as (
    select * from {{ ref('stg_close__custom_fields') }}
    where not deleted
),

final as (
    select
        connection || '-' || custom_field_id as custom_field_key,
        cast(connection as text) as connection,
        cast(custom_field_id as text) as custom_field_id,
        custom_activity_type_id,
        created_by_user_id,
        updated_by_user_id,
        object_kind,
        name,
        field_type,
        description,
        choices,
        has_many_values,
        is_shared,
        is_required,
        created_at,
        updated_at,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from custom_fields
)

select * from final
