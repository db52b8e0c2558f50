{% set portfolios = [
    'portfolio_id', 'talent_id', 'category_id', 'title', 'description',
    'cover_image_url', 'category', 'category_color', 'is_default',
] %}
{% set passed_on = portfolios + [
    'record_key', 'row_hash', 'payload', 'connection', 'extracted_at', '_dlt_load_id',
] %}
{% set missing = names_where({
    'id': "coalesce(portfolio_id, '') = ''",
    'title': "coalesce(title, '') = ''",
}) %}

with

portfolios as (
    select * from {{ ref('stg_nowrepblue__talents_portfolios') }}
),

talents as (
    select * from {{ ref('int_talent__talents_checked') }}
    where reason is null
),

examined as (
    select
        {{ portfolios | join(',\n        ') }},
        case when portfolio_id <> '' then portfolio_id else talent_id end as record_key,
        {{ row_hash(portfolios + ['unreadable_fields', 'has_array']) }} as row_hash,
        case
            when not has_array then 'missing_array'
            when unreadable_fields is not null then 'unreadable_field'
            when {{ missing }} is not null then 'missing_field'
        end as reason,
        coalesce(unreadable_fields, {{ missing }}) as subject,
        payload,
        connection,
        extracted_at,
        _dlt_load_id
    from portfolios
),

referenced as (
    select
        examined.{{ passed_on | join(',\n        examined.') }},
        case
            when examined.reason is not null then examined.reason
            when talents.talent_id is null then 'dangling_talents'
        end as reason,
        coalesce(examined.subject, examined.talent_id) as subject
    from examined
    left join talents
        on
            examined.connection = talents.connection
            and examined.talent_id = talents.talent_id
),

final as (
    {{ duplicates_marked('referenced', passed_on, ['record_key']) }}
)

select * from final
