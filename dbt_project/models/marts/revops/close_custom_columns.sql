with

chosen as (
    select * from {{ ref('stg_close__custom_columns') }}
    where not deleted
),

fields as (
    select * from {{ ref('stg_close__custom_fields') }}
    where not deleted
),

final as (
    select
        chosen.connection || '-' || chosen.custom_column_id as custom_column_key,
        chosen.connection || '-' || chosen.custom_field_id as custom_field_key,
        cast(chosen.connection as text) as connection,
        chosen.custom_field_id,
        chosen.object_kind,
        chosen.column_name,
        fields.name as field_name,
        case
            when fields.has_many_values then 'text'
            when fields.field_type in ('number', 'date', 'datetime')
                then fields.field_type
            else 'text'
        end as column_type,
        chosen.position,
        chosen.extracted_at as fetched_at,
        cast(chosen._dlt_load_id as text) as load_id
    from chosen
    left join fields
        on
            chosen.connection = fields.connection
            and chosen.custom_field_id = fields.custom_field_id
)

select * from final
