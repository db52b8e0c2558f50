{% set links = ['board_id', 'talent_id'] %}
{% set passed_on = links + [
    'record_key', 'row_hash', 'payload', 'connection', 'extracted_at', '_dlt_load_id',
] %}
{% set missing = names_where({
    'id': "coalesce(talent_id, '') = ''",
}) %}

with

links as (
    select * from {{ ref('stg_nowrepblue__boards_talents') }}
),

boards as (
    select * from {{ ref('int_talent__boards_checked') }}
    where reason is null
),

talents as (
    select * from {{ ref('int_talent__talents_checked') }}
    where reason is null
),

examined as (
    select
        {{ links | join(',\n        ') }},
        concat_ws('|', board_id, talent_id) as record_key,
        {{ row_hash(links + ['has_array']) }} as row_hash,
        case
            when not has_array then 'missing_array'
            when {{ missing }} is not null then 'missing_field'
        end as reason,
        {{ missing }} as subject,
        payload,
        connection,
        extracted_at,
        _dlt_load_id
    from links
),

referenced as (
    select
        examined.{{ passed_on | join(',\n        examined.') }},
        case
            when examined.reason is not null then examined.reason
            when boards.board_id is null then 'dangling_boards'
            when talents.talent_id is null then 'dangling_talents'
        end as reason,
        case
            when examined.reason is not null then examined.subject
            when boards.board_id is null then examined.board_id
            else examined.talent_id
        end as subject
    from examined
    left join boards
        on
            examined.connection = boards.connection
            and examined.board_id = boards.board_id
    left join talents
        on
            examined.connection = talents.connection
            and examined.talent_id = talents.talent_id
),

final as (
    {{ duplicates_marked('referenced', passed_on, ['board_id', 'talent_id']) }}
)

select * from final
