{% set load = ['connection', 'extracted_at', '_dlt_load_id'] %}
{% set kept = ['object_kind', 'object_id'] + load %}

with

leads as (
    select * from {{ ref('stg_close__leads') }} where not deleted
),

contacts as (
    select * from {{ ref('stg_close__contacts') }} where not deleted
),

opportunities as (
    select * from {{ ref('stg_close__opportunities') }} where not deleted
),

activities as (
    select * from {{ ref('stg_close__activities') }} where not deleted
),

unioned as (
    select
        'lead' as object_kind,
        lead_id as object_id,
        payload,
        {{ load | join(',\n        ') }}
    from leads

    union all

    select
        'contact' as object_kind,
        contact_id as object_id,
        payload,
        {{ load | join(',\n        ') }}
    from contacts

    union all

    select
        'opportunity' as object_kind,
        opportunity_id as object_id,
        payload,
        {{ load | join(',\n        ') }}
    from opportunities

    union all

    select
        'activity' as object_kind,
        activity_id as object_id,
        payload,
        {{ load | join(',\n        ') }}
    from activities
),

opened as (
    {{ json_values('unioned', 'payload', kept, 'custom.') }}
),

final as (
    select
        object_kind,
        object_id,
        substr(field, 8) as custom_field_id,
        value,
        place as position,
        {{ load | join(',\n        ') }}
    from opened
    where value is not null
)

select * from final
