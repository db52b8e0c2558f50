-- what it reads would take a view along each time PostgreSQL replaces that
{{ config(materialized='table', pre_hook="{{ session_settings() }}") }}

{% set rounds = var('people_rounds') | int %}

with

links as (
    select * from {{ ref('int_race__people_linked') }}
),

-- who is linked at all is most often linked with all of their own: one round over all
-- finds those, and what goes further is looked at among the few labels that are left
{% for graph, linked, last in [('near', 'links', 1), ('far', 'bridges', rounds)] %}
    {{ graph }}_0 as (
        select
            identity_id,
            least(identity_id, min(other_id)) as label
        from {{ linked }}
        group by identity_id
    ),

    -- each takes the lowest label around it and then that one's own: what a round
    -- reaches doubles, so that {{ rounds }} go further than any person's registrations
    {% for round in range(1, last + 1) %}
        heard_{{ graph }}_{{ round }} as (
            select
                links.identity_id,
                min(known.label) as label
            from {{ linked }} as links
            inner join
                {{ graph }}_{{ round - 1 }} as known
                on links.other_id = known.identity_id
            group by links.identity_id
        ),

        {{ graph }}_{{ round }} as (
            select
                heard.identity_id,
                led.label
            from heard_{{ graph }}_{{ round }} as heard
            inner join
                heard_{{ graph }}_{{ round }} as led
                on heard.label = led.identity_id
        ),

    {% endfor %}
    {% if not loop.last %}
        crossed as (
            select distinct
                one.label as identity_id,
                other.label as other_id
            from links
            inner join near_1 as one on links.identity_id = one.identity_id
            inner join near_1 as other on links.other_id = other.identity_id
            where one.label <> other.label
        ),

        -- and each with itself
        bridges as (
            select
                identity_id,
                other_id
            from crossed
            union
            select
                identity_id,
                identity_id as other_id
            from crossed
        ),

    {% endif %}
{% endfor %}
-- a chain of links that is longer than the rounds reach
cut as (
    select distinct one.label
    from bridges
    inner join far_{{ rounds }} as one on bridges.identity_id = one.identity_id
    inner join far_{{ rounds }} as other on bridges.other_id = other.identity_id
    where one.label <> other.label
),

final as (
    select
        near.identity_id,
        coalesce(far.label, near.label) as label,
        cut.label is not null as is_cut
    from near_1 as near
    left join far_{{ rounds }} as far on near.label = far.identity_id
    left join cut on far.label = cut.label
)

select * from final
