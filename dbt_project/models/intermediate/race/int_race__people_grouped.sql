-- what it reads would take a view along each time PostgreSQL replaces that
{{ config(materialized='table', pre_hook="{{ session_settings() }}") }}

with

connected as (
    select * from {{ ref('int_race__people_connected') }}
),

people as (
    select * from {{ ref('int_race__people_distinguished') }}
),

grouped as (
    select
        connected.identity_id,
        connected.label,
        connected.is_cut,
        people.suffix,
        people.born_on,
        min(people.suffix) over whole as first_suffix,
        max(people.suffix) over whole as last_suffix,
        min(people.born_year) over whole as first_born_year,
        max(people.born_year) over whole as last_born_year,
        min(people.born_on) over whole as first_born_on,
        max(people.born_on) over whole as last_born_on
    from connected
    inner join people on connected.identity_id = people.identity_id
    window whole as (partition by connected.label)
),

judged as (
    select
        identity_id,
        label,
        is_cut,
        suffix,
        born_on,
        coalesce(first_suffix <> last_suffix, false)
        or {{ birth_relation(
            'first_born_on', 'last_born_on', 'first_born_year', 'last_born_year'
        ) }} = 'other' as is_torn
    from grouped
),

-- links that lead from one birth to another have joined two people: each birth is one
final as (
    select
        identity_id,
        case
            when not is_torn then label
            when born_on is null then identity_id
            else min(identity_id) over (partition by label, born_on, suffix)
        end as person_number,
        case
            when is_cut then 'chain_too_long'
            when is_torn then 'conflicting_births'
        end as doubt
    from judged
)

select * from final
