-- A registration that was transferred never starts next to the one that took its place,
-- however long the chain of transfers is.
with recursive

chains as (
    select
        participant_key,
        connection,
        transferred_to as successor_id,
        1 as step
    from {{ ref('unified_participants') }}
    where transferred_to is not null

    union all

    select
        chains.participant_key,
        chains.connection,
        successors.transferred_to as successor_id,
        chains.step + 1 as step
    from chains
    inner join {{ ref('unified_participants') }} as successors
        on
            chains.connection = successors.connection
            and chains.successor_id = successors.registration_id
    where successors.transferred_to is not null and chains.step < 50
)

select
    chains.participant_key,
    chains.successor_id,
    chains.step
from chains
inner join {{ ref('unified_participants') }} as participants
    on chains.participant_key = participants.participant_key
where participants.status = 'active' or chains.step = 50
