-- a view would go with the served table below it each time PostgreSQL replaces that
{{ config(materialized='table', pre_hook="{{ session_settings() }}") }}

{% set identity = [
    'timing_partner_id', 'first_words', 'last_words', 'email', 'phone', 'gender',
    'region', 'born_year', 'born_on',
] %}

with

participants as (
    select * from {{ ref('unified_participants') }}
),

events as (
    select * from {{ ref('unified_events') }}
),

spelled as (
    select
        participants.participant_key,
        participants.timing_partner_id,
        {{ normalized_name("translate(participants.first_name, '.,-', '   ')") }}
            as first_text,
        {{ normalized_name("translate(participants.last_name, '.,-', '   ')") }}
            as last_text,
        split_part(split_part(lower(trim(participants.email)), '@', 1), '+', 1)
            as mailbox,
        split_part(lower(trim(participants.email)), '@', 2) as mail_domain,
        regexp_replace(participants.phone, '[^0-9]', '', 'g') as digits,
        participants.gender,
        case
            when participants.country in ('US', 'CA')
                then participants.country || '-' || participants.state
            else participants.country
        end as region,
        extract(year from events.event_date)
        - case when participants.age between 1 and 110 then participants.age end
            as birth_year_by_age,
        -- not the days that systems write where nobody has told
        case
            when
                participants.date_of_birth > cast('1904-12-31' as date)
                and participants.date_of_birth <> cast('1970-01-01' as date)
                and participants.date_of_birth < cast(participants.fetched_date as date)
                then participants.date_of_birth
        end as born_on,
        coalesce(participants.registration_date, participants.fetched_date)
            as registered_at
    from participants
    left join events on participants.event_key = events.event_key
    {{ evaluate_once() }}
),

cleaned as (
    select
        participant_key,
        timing_partner_id,
        -- a list with one field for the name has all of it in the last name
        case
            when first_text <> '' then first_text
            when strpos(last_text, ' ') > 0 then split_part(last_text, ' ', 1)
            else ''
        end as first_words,
        case
            when first_text <> '' then coalesce(last_text, '')
            else coalesce(substr(last_text, strpos(last_text, ' ') + 1), '')
        end as last_words,
        case
            when mailbox = '' or mail_domain = '' then null
            when mail_domain in ('gmail.com', 'googlemail.com')
                then replace(mailbox, '.', '') || '@gmail.com'
            else mailbox || '@' || mail_domain
        end as email,
        -- with or without the code of the country; not a row of one digit
        case
            when length(digits) >= 7 and replace(digits, right(digits, 1), '') <> ''
                then right(digits, 9)
        end as phone,
        gender,
        region,
        cast(coalesce(extract(year from born_on), birth_year_by_age) as integer)
            as born_year,
        born_on,
        registered_at
    from spelled
),

final as (
    select
        participant_key,
        cast({{ row_hash(identity) }} as uuid) as identity_hash,
        {{ identity | join(',\n        ') }},
        registered_at
    from cleaned
)

select * from final
