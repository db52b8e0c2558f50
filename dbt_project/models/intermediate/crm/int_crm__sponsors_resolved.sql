{% set fields = ['name', 'website_url', 'tier', 'logo_url', 'description'] %}

with

sourced as (
    select
        stored.*,
        stored.sponsor_id as external_id
    from {{ ref('stg_resources_centre__sponsors') }} as stored
),

edits as (
    select * from {{ ref('stg_crm_edits__sponsors') }}
),

final as (
    {{ last_write_wins('sourced', 'edits', fields) }}
)

select * from final
