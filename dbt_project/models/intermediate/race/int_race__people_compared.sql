-- a view would go with the table below it
{{ config(materialized='table', pre_hook="{{ session_settings() }}") }}

{% set swapped = 'one.given = other.family and one.family = other.given' %}
{% set part = "strpos(' ' || {}.family_words || ' ', ' ' || {}.family_words || ' ')" %}
{% set lengths = 'least(length(one.{0}), length(other.{0}))' %}

with

pairs as (
    select * from {{ ref('int_race__people_paired') }}
),

people as (
    select * from {{ ref('int_race__people_distinguished') }}
),

compared as (
    select
        pairs.one_id,
        pairs.other_id,
        case
            when one.email = other.email and one.phone = other.phone
                then 'email_and_phone'
            when one.email = other.email then 'email'
            when one.phone = other.phone then 'phone'
            when one.region = other.region then 'place'
            -- all that could agree disagrees
            when
                one.region <> other.region
                or (one.email <> other.email and one.phone <> other.phone)
                then 'elsewhere'
            else 'nothing'
        end as evidence,
        case
            when one.given = other.given then 'same'
            when {{ swapped }} then 'swapped'
            when
                one.given_root in (other.given_root, other.other_root)
                or one.other_root in (other.given_root, other.other_root)
                then 'nickname'
            when
                length(one.given_first) > 2
                and (one.given = other.given_first or one.given_first = other.given)
                then 'short'
            when
                {{ lengths.format('given') }} = 1
                and left(one.given, 1) = left(other.given, 1)
                then 'initial'
            when
                {{ lengths.format('given') }} > 4
                and {{ one_slip_apart('one.given', 'other.given', 14, false) }}
                then 'slip'
            else 'other'
        end as given_names,
        case
            when one.family = other.family then 'same'
            when {{ swapped }} then 'swapped'
            when
                {{ lengths.format('family') }} > 2
                and {{ part.format('one', 'other') }}
                + {{ part.format('other', 'one') }} > 0
                then 'part'
            when
                {{ lengths.format('family') }} > 3
                and {{ one_slip_apart('one.family', 'other.family', 16, true) }}
                then 'slip'
            else 'other'
        end as family_names,
        {{ birth_relation(
            'one.born_on', 'other.born_on', 'one.born_year', 'other.born_year'
        ) }} as births,
        one.gender <> other.gender and 'nonbinary' not in (one.gender, other.gender)
            as is_other_gender,
        coalesce(one.suffix, '') <> coalesce(other.suffix, '') as is_other_suffix,
        one.suffix <> other.suffix as is_against_suffix
    from pairs
    inner join people as one on pairs.one_id = one.identity_id
    inner join people as other on pairs.other_id = other.identity_id
    {{ evaluate_once() }}
),

final as (
    select
        one_id,
        other_id,
        evidence,
        given_names,
        family_names,
        births,
        -- suffix or birth tell a father and a son of one name apart
        (not is_other_suffix or (births = 'same' and is_against_suffix is not true))
        and (
            is_other_gender is not true
            or (given_names in ('same', 'swapped') and births = 'same')
        ) as is_allowed
    from compared
)

select * from final
