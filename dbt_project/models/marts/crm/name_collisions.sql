with

collided as (
    select * from {{ ref('int_crm__names_collided') }}
),

final as (
    select
        entity || ' ' || connection || '-' || external_id as name_collision_key,
        entity,
        connection || '-' || external_id as id,
        cast(connection as text) as connection,
        cast(external_id as text) as external_id,
        name,
        place,
        record_count,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from collided
)

select * from final
