{{ config(severity='warn') }}
-- Registrations that are linked are one person's, unless the chain of their links is
-- longer than `people_rounds` follows.
select
    participant_key,
    person_key
from {{ ref('people_registrations') }}
where doubt = 'chain_too_long'
