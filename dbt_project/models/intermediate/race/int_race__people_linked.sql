-- a view would go with the table below it
{{ config(materialized='table', pre_hook="{{ session_settings() }}") }}

{% set long_name %}case
            when
                ends.is_by_short_name
                and others.other_root is null
                and length(others.given) > 1
                and (own.other_root is not null or others.given_root <> own.given_root)
                then others.given_root
        end{% endset %}
{% set facts = 'rule, score, is_without_birth, is_by_short_name' %}

with

compared as (
    select * from {{ ref('int_race__people_compared') }} where is_allowed
),

rules as (
    select * from {{ ref('people_rules') }}
),

people as (
    select * from {{ ref('int_race__people_distinguished') }}
),

ruled as (
    select
        compared.one_id,
        compared.other_id,
        rules.rule,
        rules.score,
        compared.births = 'unknown' as is_without_birth,
        compared.given_names in ('nickname', 'short', 'initial') as is_by_short_name
    from compared
    inner join rules
        on
            compared.evidence = rules.evidence
            and compared.given_names = rules.given_names
            and compared.family_names = rules.family_names
            and compared.births = rules.births
),

ends as (
    {% for one, other in [('one_id', 'other_id'), ('other_id', 'one_id')] %}
        select
            {{ one }} as identity_id,
            {{ other }} as other_id,
            {{ facts }}
        from ruled
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- what those say with whom somebody might be one
told as (
    select
        ends.identity_id,
        min(others.born_on) as first_born_on,
        max(others.born_on) as last_born_on,
        min(others.born_year) as first_born_year,
        max(others.born_year) as last_born_year,
        min({{ long_name }}) as one_name,
        max({{ long_name }}) as other_name
    from ends
    inner join people as own on ends.identity_id = own.identity_id
    inner join people as others on ends.other_id = others.identity_id
    group by ends.identity_id
),

-- who lacks a birth date, or goes by a short name, and might be either of two people
undecided as (
    select
        told.identity_id,
        people.born_on is null
        and {{ birth_relation(
            'told.first_born_on', 'told.last_born_on',
            'told.first_born_year', 'told.last_born_year'
        ) }} = 'other' as is_by_birth,
        coalesce(told.one_name <> told.other_name, false) as is_by_name
    from told
    inner join people on told.identity_id = people.identity_id
),

final as (
    select
        ends.identity_id,
        ends.other_id,
        ends.rule,
        ends.score
    from ends
    inner join undecided as one on ends.identity_id = one.identity_id
    inner join undecided as other on ends.other_id = other.identity_id
    where
        not (ends.is_without_birth and (one.is_by_birth or other.is_by_birth))
        and not (ends.is_by_short_name and (one.is_by_name or other.is_by_name))
)

select * from final
