with

chained as (
    select * from {{ ref('int_race__transfers_chained') }}
),

participants as (
    select * from {{ ref('unified_participants') }}
),

people as (
    select * from {{ ref('people_registrations') }}
),

targets as (
    select
        to_participant_key,
        count(*) as source_count
    from chained
    where to_participant_key is not null
    group by to_participant_key
),

-- the longest way to the end counts, where several registrations became one
ordered as (
    select
        chained.participant_key,
        chained.to_participant_key,
        chained.chain_key is null as is_endless,
        min(case when chained.to_participant_key is null then 0 else 1 end)
            over (partition by chained.chain_key) as known_count,
        max(targets.source_count) over (partition by chained.chain_key) as source_count,
        max(chained.steps_to_end) over (partition by chained.chain_key)
        - chained.steps_to_end + 1 as link_number,
        first_value(chained.participant_key) over (
            partition by chained.chain_key
            order by chained.steps_to_end desc, md5(chained.participant_key) asc
        ) as first_participant_key,
        first_value(
            coalesce(chained.to_participant_key, chained.participant_key)
        ) over (
            partition by chained.chain_key order by chained.steps_to_end asc
        ) as last_participant_key
    from chained
    left join targets on chained.to_participant_key = targets.to_participant_key
),

-- the few who give and take, looked for once
parties as (
    select
        participants.*,
        people.person_key
    from participants
    left join people on participants.participant_key = people.participant_key
    where
        participants.participant_key in (select ordered.participant_key from ordered)
        or participants.participant_key in (
            select ordered.to_participant_key from ordered
        )
),

final as (
    select
        cast(ordered.participant_key as text) as participant_key,
        cast(ordered.to_participant_key as text) as to_participant_key,
        case when not ordered.is_endless then ordered.first_participant_key end
            as first_participant_key,
        case when not ordered.is_endless then ordered.last_participant_key end
            as last_participant_key,
        cast(giving.timing_partner_id as text) as timing_partner_id,
        cast(giving.connection as text) as connection,
        giving.event_key,
        taking.event_key as to_event_key,
        giving.person_key,
        taking.person_key as to_person_key,
        giving.transferred_to as to_registration_id,
        giving.first_name,
        giving.last_name,
        giving.bib_number,
        taking.first_name as to_first_name,
        taking.last_name as to_last_name,
        taking.bib_number as to_bib_number,
        taking.status as to_status,
        case
            when ordered.is_endless then 'endless'
            when ordered.known_count = 0 then 'target_unknown'
            when ordered.source_count > 1 then 'merged'
            else 'complete'
        end as chain_state,
        cast(ordered.link_number as integer) as link_number,
        giving.updated_at as transferred_at
    from ordered
    inner join parties as giving
        on ordered.participant_key = giving.participant_key
    left join parties as taking
        on ordered.to_participant_key = taking.participant_key
)

select * from final
