-- Bibs keep their letters, and phones and names their length, whatever they hold.
with

landed as (
    select * from {{ ref('int_race__participants_unioned') }} where not is_removal
),

participants as (
    select * from {{ ref('unified_participants') }}
)

select
    participants.participant_key,
    landed.bib_number as landed_bib_number,
    participants.bib_number,
    landed.phone as landed_phone,
    participants.phone
from landed
inner join participants
    on
        landed.source_provider = participants.source_provider
        and landed.connection = participants.connection
        and landed.registration_id = participants.registration_id
where
    coalesce(trim(landed.bib_number), '') <> coalesce(participants.bib_number, '')
    or coalesce(landed.phone, '') <> coalesce(participants.phone, '')
    or coalesce(landed.last_name, '') <> coalesce(participants.last_name, '')
