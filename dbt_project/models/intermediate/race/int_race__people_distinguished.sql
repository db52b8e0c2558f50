-- what it reads would take a view along each time PostgreSQL replaces that
{{ config(materialized='table', pre_hook="{{ session_settings() }}") }}

{# words that a seed cannot hold, as they stand for no value there #}
{% set nothing = "('', 'na', 'none', 'null')" %}

with

named as (
    select * from {{ ref('int_race__people_named') }}
),

placeholders as (
    select * from {{ ref('placeholder_people') }}
),

nicknames as (
    select * from {{ ref('nicknames') }}
),

-- an address of an office, or the number of whoever registers a whole school
{% for contact in ['email', 'phone'] %}
    shared_{{ contact }}s as (
        select
            timing_partner_id,
            {{ contact }}
        from named
        where {{ contact }} is not null
        group by timing_partner_id, {{ contact }}
        having count(*) > {{ var('people_sharing_a_contact') }}
    ),

{% endfor %}
told as (
    select
        named.identity_id,
        named.identity_hash,
        named.timing_partner_id,
        named.given,
        named.given_first,
        coalesce(nicknames.given_name, named.given) as given_root,
        nicknames.other_given_name as other_root,
        named.family,
        named.family_words,
        named.suffix,
        case when shared_emails.email is null then named.email end as email,
        case when shared_phones.phone is null then named.phone end as phone,
        named.gender,
        named.region,
        named.born_year,
        named.born_on,
        (named.given in {{ nothing }} or given_words.name is not null)
        and (named.family in {{ nothing }} or family_words.name is not null)
            as is_placeholder
    from named
    left join nicknames on named.given = nicknames.nickname
    left join placeholders as given_words on named.given = given_words.name
    left join placeholders as family_words on named.family = family_words.name
    left join shared_emails
        on
            named.timing_partner_id = shared_emails.timing_partner_id
            and named.email = shared_emails.email
    left join shared_phones
        on
            named.timing_partner_id = shared_phones.timing_partner_id
            and named.phone = shared_phones.phone
),

final as (
    select
        identity_id,
        identity_hash,
        timing_partner_id,
        given,
        given_first,
        given_root,
        other_root,
        family,
        family_words,
        suffix,
        email,
        phone,
        gender,
        region,
        born_year,
        born_on,
        is_placeholder,
        not is_placeholder
        and given <> ''
        and family <> ''
        and (email is not null or phone is not null or born_on is not null)
            as is_provable
    from told
)

select * from final
