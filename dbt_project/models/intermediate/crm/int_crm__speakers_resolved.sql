{% set fields = ['name', 'title', 'company', 'bio'] %}

with

sourced as (
    select
        stored.*,
        stored.speaker_id as external_id
    from {{ ref('stg_resources_centre__speakers') }} as stored
),

edits as (
    select * from {{ ref('stg_crm_edits__speakers') }}
),

final as (
    {{ last_write_wins('sourced', 'edits', fields) }}
)

select * from final
