with

resolved as (
    select * from {{ ref('int_crm__sponsors_resolved') }}
),

collided as (
    select * from {{ ref('int_crm__names_collided') }} where entity = 'sponsors'
),

final as (
    select
        resolved.connection || '-' || resolved.external_id as id,
        cast(resolved.connection as text) as connection,
        cast(resolved.external_id as text) as external_id,
        resolved.name,
        resolved.website_url,
        resolved.tier,
        resolved.logo_url,
        resolved.description,
        resolved.source_name,
        resolved.source_website_url,
        resolved.source_tier,
        resolved.source_logo_url,
        resolved.source_description,
        resolved.won_by,
        resolved.edited_fields,
        cast(resolved.content_hash as text) as source_hash,
        collided.external_id is not null as has_name_collision,
        resolved.missing_since is not null as is_missing,
        resolved.source_created_at,
        resolved.source_updated_at,
        resolved.edited_at,
        case resolved.won_by
            when 'crm' then resolved.edited_at else resolved.source_updated_at
        end as updated_at,
        resolved.missing_since,
        resolved.extracted_at as fetched_at,
        cast(resolved._dlt_load_id as text) as load_id
    from resolved
    left join collided
        on
            resolved.connection = collided.connection
            and resolved.external_id = collided.external_id
)

select * from final
