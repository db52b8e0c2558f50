{% set placed = 'participant_key, timing_partner_id, identity_id, is_placeholder,'
    ~ ' person_number, doubt' %}

with

registrations as (
    select * from {{ ref('int_race__people_spelled') }}
),

identities as (
    select * from {{ ref('int_race__people_distinguished') }}
),

grouped as (
    select * from {{ ref('int_race__people_grouped') }}
),

links as (
    select * from {{ ref('int_race__people_linked') }}
),

placed as (
    select
        registrations.participant_key,
        registrations.registered_at,
        identities.timing_partner_id,
        identities.identity_id,
        identities.is_placeholder,
        case
            when identities.is_provable
                then coalesce(grouped.person_number, identities.identity_id)
        end as person_number,
        grouped.doubt
    from registrations
    inner join identities on registrations.identity_hash = identities.identity_hash
    left join grouped on identities.identity_id = grouped.identity_id
),

-- the oldest registration names the person, so that a later one changes no key
keyed as (
    select
        {{ placed }},
        case
            when person_number is null then participant_key
            else first_value(participant_key) over (
                partition by person_number order by registered_at, md5(participant_key)
            )
        end as person_key,
        row_number() over (
            partition by identity_id order by registered_at, md5(participant_key)
        ) as copy_number
    from placed
),

ties as (
    select
        links.identity_id,
        links.other_id,
        links.rule,
        links.score,
        row_number() over (
            partition by links.identity_id order by links.score desc, links.other_id asc
        ) as place
    from links
    inner join grouped as one on links.identity_id = one.identity_id
    inner join grouped as other on links.other_id = other.identity_id
    where one.person_number = other.person_number
),

final as (
    select
        keyed.participant_key,
        keyed.person_key,
        keyed.timing_partner_id,
        matches.participant_key as matched_participant_key,
        case
            when keyed.is_placeholder then 'placeholder'
            when keyed.person_number is null then 'no_evidence'
            when keyed.participant_key = keyed.person_key then 'first'
            when keyed.copy_number > 1 then 'identical'
            else coalesce(ties.rule, 'same_birth')
        end as rule,
        cast(keyed.doubt as text) as doubt,
        case
            when keyed.participant_key = keyed.person_key then null
            when keyed.copy_number > 1 then cast(1 as numeric(3, 2))
            else cast(ties.score as numeric(3, 2))
        end as score
    from keyed
    left join ties on keyed.identity_id = ties.identity_id and ties.place = 1
    left join keyed as matches
        on
            keyed.person_key <> keyed.participant_key
            and matches.copy_number = 1
            and matches.identity_id = case
                when keyed.copy_number > 1 then keyed.identity_id else ties.other_id
            end
)

select * from final
