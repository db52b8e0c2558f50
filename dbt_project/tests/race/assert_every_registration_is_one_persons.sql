-- Every registration belongs to exactly one person, of its own timing partner.
with

participants as (
    select * from {{ ref('unified_participants') }}
),

registrations as (
    select * from {{ ref('people_registrations') }}
),

people as (
    select * from {{ ref('people') }}
)

select
    coalesce(participants.participant_key, registrations.participant_key)
        as participant_key,
    registrations.person_key
from participants
full join registrations
    on participants.participant_key = registrations.participant_key
left join people
    on
        registrations.person_key = people.person_key
        and participants.timing_partner_id = people.timing_partner_id
where people.person_key is null
