with

held as (
    select * from {{ ref('int_revops__close_custom_values_unioned') }}
),

fields as (
    select * from {{ ref('stg_close__custom_fields') }}
    where not deleted
),

final as (
    select
        held.connection || '-' || held.object_id || '|' || held.custom_field_id || '|'
        || cast(held.position as text) as custom_value_key,
        held.connection || '-' || held.custom_field_id as custom_field_key,
        cast(held.connection as text) as connection,
        cast(held.object_kind as text) as object_kind,
        cast(held.object_id as text) as object_id,
        held.custom_field_id,
        fields.name as field_name,
        fields.field_type,
        held.value,
        cast(held.position as bigint) as position,
        case
            when fields.field_type = 'number' then {{ number_or_null('held.value') }}
        end as value_number,
        case
            when fields.field_type = 'date' then {{ date_or_null('held.value') }}
        end as value_on,
        case
            when fields.field_type = 'datetime' then {{ instant_or_null('held.value') }}
        end as value_at,
        held.extracted_at as fetched_at,
        cast(held._dlt_load_id as text) as load_id
    from held
    left join fields
        on
            held.connection = fields.connection
            and held.custom_field_id = fields.custom_field_id
)

select * from final
