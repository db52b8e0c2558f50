-- The key and the id that a registration is pushed under tell two providers' and two
-- connections' equal numbers apart.
select
    participant_key,
    source_provider
from {{ ref('unified_participants') }}
where participant_key <> connection || '-' || registration_id
