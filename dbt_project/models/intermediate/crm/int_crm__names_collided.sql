with

organizers as (
    select * from {{ ref('int_crm__organizers_resolved') }}
),

sponsors as (
    select * from {{ ref('int_crm__sponsors_resolved') }}
),

named as (
    select
        'organizers' as entity,
        connection,
        external_id,
        name,
        source_created_at,
        extracted_at,
        _dlt_load_id
    from organizers
    where name is not null

    union all

    select
        'sponsors' as entity,
        connection,
        external_id,
        name,
        source_created_at,
        extracted_at,
        _dlt_load_id
    from sponsors
    where name is not null
),

ranked as (
    select
        named.*,
        count(*) over (partition by named.entity, named.name) as record_count,
        row_number() over (
            partition by named.entity, named.name
            order by
                named.source_created_at asc nulls last,
                md5(named.connection || ' ' || named.external_id) asc
        ) as place
    from named
),

final as (
    select
        entity,
        connection,
        external_id,
        name,
        place,
        record_count,
        extracted_at,
        _dlt_load_id
    from ranked
    where record_count > 1
)

select * from final
