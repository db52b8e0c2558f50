{% set fields = ['name', 'website_url', 'description'] %}

with

sourced as (
    select
        stored.*,
        stored.organizer_id as external_id
    from {{ ref('stg_resources_centre__organizers') }} as stored
),

edits as (
    select * from {{ ref('stg_crm_edits__organizers') }}
),

final as (
    {{ last_write_wins('sourced', 'edits', fields) }}
)

select * from final
