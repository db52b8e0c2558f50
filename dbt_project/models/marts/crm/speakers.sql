with

resolved as (
    select * from {{ ref('int_crm__speakers_resolved') }}
),

final as (
    select
        connection || '-' || external_id as id,
        cast(connection as text) as connection,
        cast(external_id as text) as external_id,
        name,
        title,
        company,
        bio,
        source_name,
        source_title,
        source_company,
        source_bio,
        won_by,
        edited_fields,
        cast(content_hash as text) as source_hash,
        missing_since is not null as is_missing,
        source_created_at,
        source_updated_at,
        edited_at,
        case won_by
            when 'crm' then edited_at else source_updated_at
        end as updated_at,
        missing_since,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from resolved
)

select * from final
