{% set tags = ['tag_id', 'name', 'slug'] %}
{% set passed_on = tags + [
    'record_key', 'row_hash', 'payload', 'connection', 'extracted_at', '_dlt_load_id',
] %}
{% set missing = names_where({
    'id': "coalesce(tag_id, '') = ''",
    'name': "coalesce(name, '') = ''",
    'slug': "coalesce(slug, '') = ''",
}) %}

with

tags as (
    select * from {{ ref('stg_nowrepblue__media_tags') }}
),

examined as (
    select
        {{ tags | join(',\n        ') }},
        case when tag_id <> '' then tag_id else media_id end as record_key,
        {{ row_hash(tags + ['has_array']) }} as row_hash,
        case
            when not has_array then 'missing_array'
            when {{ missing }} is not null then 'missing_field'
        end as reason,
        {{ missing }} as subject,
        payload,
        connection,
        extracted_at,
        _dlt_load_id
    from tags
),

final as (
    {{ duplicates_marked('examined', passed_on, ['record_key']) }}
)

select * from final
