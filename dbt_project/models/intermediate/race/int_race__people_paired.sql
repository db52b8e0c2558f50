-- what it reads would take a view along each time PostgreSQL replaces that
{{ config(materialized='table', pre_hook="{{ session_settings() }}") }}

{% set blocks = {
    'email': 'email',
    'phone': 'phone',
    'family': "cast(born_on as text) || ' ' || family",
    'names': "cast(born_on as text) || ' ' || least(md5(given), md5(family))",
} %}

with

people as (
    select * from {{ ref('int_race__people_distinguished') }} where is_provable
),

-- only those who share one of these are compared, so that time grows with the rows
members as (
    {% for kind, value in blocks.items() %}
        select
            timing_partner_id,
            '{{ kind }}' as kind,
            {{ value }} as shared,
            identity_id
        from people
        where {{ 'born_on' if 'born_on' in value else value }} is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- a large block is no evidence: a system's stand-in for a birth date, say
blocks as (
    select
        timing_partner_id,
        kind,
        shared
    from members
    group by timing_partner_id, kind, shared
    having count(*) between 2 and {{ var('people_sharing_a_contact') }}
),

blocked as (
    select
        members.timing_partner_id,
        members.kind,
        members.shared,
        members.identity_id
    from members
    inner join blocks
        on
            members.timing_partner_id = blocks.timing_partner_id
            and members.kind = blocks.kind
            and members.shared = blocks.shared
),

final as (
    select distinct
        one.identity_id as one_id,
        other.identity_id as other_id
    from blocked as one
    inner join blocked as other
        on
            one.timing_partner_id = other.timing_partner_id
            and one.kind = other.kind
            and one.shared = other.shared
            and one.identity_id < other.identity_id
)

select * from final
