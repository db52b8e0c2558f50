{% set socials = ['talent_id', 'platform', 'username', 'url'] %}
{% set passed_on = socials + [
    'record_key', 'row_hash', 'payload', 'connection', 'extracted_at', '_dlt_load_id',
] %}
{% set missing = names_where({
    'platform': "coalesce(platform, '') = ''",
    'username': "coalesce(username, '') = ''",
    'url': "coalesce(url, '') = ''",
}) %}

with

socials as (
    select * from {{ ref('stg_nowrepblue__talents_socials') }}
),

talents as (
    select * from {{ ref('int_talent__talents_checked') }}
    where reason is null
),

examined as (
    select
        {{ socials | join(',\n        ') }},
        concat_ws('|', talent_id, platform) as record_key,
        {{ row_hash(socials + ['has_array']) }} as row_hash,
        case
            when not has_array then 'missing_array'
            when {{ missing }} is not null then 'missing_field'
        end as reason,
        {{ missing }} as subject,
        payload,
        connection,
        extracted_at,
        _dlt_load_id
    from socials
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
    {{ duplicates_marked('referenced', passed_on, ['talent_id', 'platform']) }}
)

select * from final
