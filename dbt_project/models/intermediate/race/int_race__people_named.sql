-- what it reads would take a view along each time PostgreSQL replaces that
{{ config(materialized='table', pre_hook="{{ session_settings() }}") }}

{% set identity = [
    'identity_hash', 'timing_partner_id', 'email', 'phone', 'gender', 'region',
    'born_year', 'born_on',
] | join(',\n        ') %}
{% set suffixes = {
    'jr': 'jr', 'junior': 'jr', 'ii': 'jr', '2nd': 'jr', 'sr': 'sr', 'senior': 'sr',
    'iii': 'iii', '3rd': 'iii', 'iv': 'iv', '4th': 'iv',
} %}

with

identities as (
    select distinct
        first_words,
        last_words,
        {{ identity }}
    from {{ ref('int_race__people_spelled') }}
),

suffixed as (
    select
        {{ identity }},
        -- without an initial behind the given name
        case
            when first_words like '% _' then left(first_words, length(first_words) - 2)
            else first_words
        end as first_words,
        last_words,
        case
            when strpos(last_words, ' ') > 0
                then case split_part(last_words, ' ', -1)
                    {%- for written, meant in suffixes.items() %}
                        when '{{ written }}' then '{{ meant }}'
                    {%- endfor %}
                end
        end as suffix
    from identities
),

parted as (
    select
        {{ identity }},
        suffix,
        first_words,
        case
            when suffix is null then last_words
            else left(
                last_words,
                length(last_words) - length(split_part(last_words, ' ', -1)) - 1
            )
        end as family_words
    from suffixed
),

final as (
    select
        row_number() over (order by identity_hash) as identity_id,
        {{ identity }},
        {{ compact_name('first_words') }} as given,
        {{ compact_name("split_part(first_words, ' ', 1)") }} as given_first,
        {{ compact_name('family_words') }} as family,
        family_words,
        suffix
    from parted
)

select * from final
