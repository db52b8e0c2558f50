-- People write their country into the field of the state: it is served as the country.
with

countries as (
    select * from {{ ref('int_race__states_spelled') }} where state is null
)

select
    participants.participant_key,
    participants.state
from {{ ref('unified_participants') }} as participants
inner join countries
    on lower(participants.state) = countries.spelling
