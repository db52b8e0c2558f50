-- what it reads would take a view along each time PostgreSQL replaces that
{{ config(materialized='table', pre_hook="{{ session_settings() }}") }}

{% set rounds = var('people_rounds') | int %}

with

links as (
    select * from {{ ref('int_race__people_linked') }}
),

-- and each with itself
ends as (
    select
        identity_id,
        other_id
    from links
    union
    select
        identity_id,
        identity_id as other_id
    from links
),

labels_0 as (
    select
        identity_id,
        min(other_id) as label
    from ends
    group by identity_id
),

-- each takes the lowest label around it and then that one's own: what a round reaches
-- doubles, so that {{ rounds }} rounds go further than any person's registrations
{% for round in range(1, rounds + 1) %}
heard_{{ round }} as (
    select
        ends.identity_id,
        min(known.label) as label
    from ends
    inner join labels_{{ round - 1 }} as known on ends.other_id = known.identity_id
    group by ends.identity_id
),

labels_{{ round }} as (
    select
        heard.identity_id,
        led.label
    from heard_{{ round }} as heard
    inner join heard_{{ round }} as led on heard.label = led.identity_id
),

{% endfor %}
-- a chain of links that is longer than the rounds reach
cut as (
    select distinct one.label
    from ends
    inner join labels_{{ rounds }} as one on ends.identity_id = one.identity_id
    inner join labels_{{ rounds }} as other on ends.other_id = other.identity_id
    where one.label <> other.label
),

final as (
    select
        labels.identity_id,
        labels.label,
        cut.label is not null as is_cut
    from labels_{{ rounds }} as labels
    left join cut on labels.label = cut.label
)

select * from final
