with

organizers as (
    select * from {{ ref('int_crm__organizers_resolved') }}
),

sponsors as (
    select * from {{ ref('int_crm__sponsors_resolved') }}
),

speakers as (
    select * from {{ ref('int_crm__speakers_resolved') }}
),

final as (
    select
        'organizer' as kind,
        connection,
        external_id,
        name,
        cast(null as text) as title,
        cast(null as text) as company,
        missing_since,
        extracted_at,
        _dlt_load_id
    from organizers
    where name is not null

    union all

    select
        'sponsor' as kind,
        connection,
        external_id,
        name,
        cast(null as text) as title,
        cast(null as text) as company,
        missing_since,
        extracted_at,
        _dlt_load_id
    from sponsors
    where name is not null

    union all

    select
        'speaker' as kind,
        connection,
        external_id,
        name,
        title,
        company,
        missing_since,
        extracted_at,
        _dlt_load_id
    from speakers
    where name is not null
)

select * from final
