-- City and age are served wherever the provider has them.
with

landed as (
    select * from {{ ref('int_race__participants_unioned') }} where not is_removal
),

participants as (
    select * from {{ ref('unified_participants') }}
)

select
    participants.participant_key,
    landed.city,
    landed.age
from landed
inner join participants
    on
        landed.source_provider = participants.source_provider
        and landed.connection = participants.connection
        and landed.registration_id = participants.registration_id
where
    (landed.city is not null and participants.city is null)
    or (landed.age is not null and participants.age is null)
