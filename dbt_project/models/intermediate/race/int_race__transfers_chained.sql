-- a view would go with the served table below it each time PostgreSQL replaces that
{{ config(materialized='table') }}

with recursive

transfers as (
    select
        participant_key,
        connection,
        transferred_to
    from {{ ref('unified_participants') }}
    where
        status = 'removed'
        and (removed_reason = 'transferred' or transferred_to is not null)
),

links as (
    select
        transfers.participant_key,
        successors.participant_key as to_participant_key,
        onward.participant_key is not null as is_onward
    from transfers
    left join {{ ref('unified_participants') }} as successors
        on
            transfers.connection = successors.connection
            and transfers.transferred_to = successors.registration_id
    left join transfers as onward
        on successors.participant_key = onward.participant_key
),

-- from the end back, as a registration goes to one other only and so is met once; what
-- runs in a circle has no end and is never met
walked as (
    select
        participant_key,
        participant_key as chain_key,
        1 as steps_to_end
    from links
    where not is_onward

    union all

    select
        links.participant_key,
        walked.chain_key,
        walked.steps_to_end + 1 as steps_to_end
    from walked
    inner join links on walked.participant_key = links.to_participant_key
    where walked.steps_to_end < {{ var('transfer_steps') }}
),

final as (
    select
        links.participant_key,
        links.to_participant_key,
        walked.chain_key,
        walked.steps_to_end
    from links
    left join walked on links.participant_key = walked.participant_key
)

select * from final
