{% set boards = ['board_id', 'title', 'description', 'cover_image_url'] %}
{% set passed_on = boards + [
    'record_key', 'row_hash', 'payload', 'connection', 'extracted_at', '_dlt_load_id',
] %}
{% set missing = names_where({
    'title': "coalesce(title, '') = ''",
}) %}

with

boards as (
    select * from {{ ref('stg_nowrepblue__boards') }}
),

examined as (
    select
        {{ boards | join(',\n        ') }},
        board_id as record_key,
        {{ row_hash(boards) }} as row_hash,
        case
            when {{ missing }} is not null then 'missing_field'
        end as reason,
        {{ missing }} as subject,
        payload,
        connection,
        extracted_at,
        _dlt_load_id
    from boards
),

final as (
    {{ duplicates_marked('examined', passed_on, ['board_id']) }}
)

select * from final
