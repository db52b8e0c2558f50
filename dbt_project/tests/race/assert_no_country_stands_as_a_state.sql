-- People write their country into the field of the state: it is served as the country.
with

countries as (
    select * from {{ ref('int_race__countries_spelled') }} where is_name
),

regions as (
    select * from {{ ref('int_race__regions_spelled') }}
)

select
    participants.participant_key,
    participants.state
from {{ ref('unified_participants') }} as participants
inner join countries
    on lower(participants.state) = countries.spelling
left join regions
    on lower(participants.state) = regions.spelling
where regions.spelling is null
