-- A registration that its provider removed does not start, unless it is live again
-- with a newer stamp.
with

removals as (
    select * from {{ ref('int_race__participants_unioned') }} where is_removal
),

participants as (
    select * from {{ ref('unified_participants') }}
)

select
    participants.participant_key,
    removals.removed_reason
from participants
inner join removals
    on
        participants.source_provider = removals.source_provider
        and participants.connection = removals.connection
        and participants.registration_id = removals.registration_id
where
    participants.status = 'active'
    and (participants.updated_at > removals.updated_at) is not true
