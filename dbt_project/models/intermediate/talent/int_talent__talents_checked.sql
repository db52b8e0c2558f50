{% set talents = [
    'talent_id', 'talent_type_id', 'first_name', 'last_name', 'bio',
    'profile_image_url', 'gender', 'pronouns', 'talent_type', 'talent_user_number',
] %}
{% set passed_on = talents + [
    'record_key', 'row_hash', 'payload', 'connection', 'extracted_at', '_dlt_load_id',
] %}
{% set missing = names_where({
    'firstName': "coalesce(first_name, '') = ''",
    'lastName': "coalesce(last_name, '') = ''",
    'talentUserNumber': "coalesce(talent_user_number, 0) = 0",
}) %}

with

talents as (
    select * from {{ ref('stg_nowrepblue__talents') }}
),

examined as (
    select
        {{ talents | join(',\n        ') }},
        talent_id as record_key,
        {{ row_hash(talents + ['unreadable_fields']) }} as row_hash,
        case
            when unreadable_fields is not null then 'unreadable_field'
            when {{ missing }} is not null then 'missing_field'
        end as reason,
        coalesce(unreadable_fields, {{ missing }}) as subject,
        payload,
        connection,
        extracted_at,
        _dlt_load_id
    from talents
),

keyed as (
    {{ duplicates_marked('examined', passed_on, ['talent_id']) }}
),

-- of two talents with one number the same one is served after every load
ranked as (
    select
        {{ passed_on | join(',\n        ') }},
        reason,
        subject,
        row_number() over (
            partition by connection, talent_user_number, reason order by md5(talent_id)
        ) as number_place
    from keyed
),

final as (
    select
        {{ passed_on | join(',\n        ') }},
        case
            when reason is null and number_place > 1
                then 'duplicate_talent_user_number'
            else reason
        end as reason,
        case
            when reason is null and number_place > 1
                then cast(talent_user_number as text)
            else subject
        end as subject
    from ranked
)

select * from final
