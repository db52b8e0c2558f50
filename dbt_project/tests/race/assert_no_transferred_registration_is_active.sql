-- A registration that was transferred never starts next to the one that took its place,
-- and no hand-over is lost, be its chain a circle or its end unknown.
with

transferred as (
    select
        participant_key,
        status
    from {{ ref('unified_participants') }}
    where transferred_to is not null or removed_reason = 'transferred'
),

handed_on as (
    select * from {{ ref('registration_transfers') }}
)

select
    transferred.participant_key,
    transferred.status
from transferred
left join handed_on on transferred.participant_key = handed_on.participant_key
where transferred.status = 'active' or handed_on.participant_key is null
