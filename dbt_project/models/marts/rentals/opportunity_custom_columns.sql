with

chosen as (
    select * from {{ ref('stg_current_rms__custom_columns') }}
    where not deleted
),

final as (
    select
        connection || '-' || custom_column_id as custom_column_key,
        cast(connection as text) as connection,
        custom_field_id,
        object_kind,
        column_name,
        column_type,
        position,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from chosen
)

select * from final
