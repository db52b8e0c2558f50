-- what a move leaves is known from what was served alone
{{ config(post_hook="{{ note_places() }}") }}

with

participants as (
    select * from {{ ref('int_race__participants_spelled') }}
),

events as (
    select * from {{ ref('int_race__events_unioned') }}
),

connections as (
    select * from {{ ref('int_ops__connections_owned') }}
),

final as (
    select
        cast(participants.connection || '-' || participants.registration_id as text)
            as participant_key,
        cast(participants.source_provider as text) as source_provider,
        cast(participants.connection as text) as connection,
        cast(connections.owner as text) as timing_partner_id,
        participants.race_id,
        participants.event_id,
        cast(participants.connection || '-' || participants.event_id as text)
            as event_key,
        cast(participants.registration_id as text) as registration_id,
        participants.transferred_to,
        participants.first_name,
        participants.last_name,
        participants.email,
        participants.phone,
        participants.gender,
        {{ trimmed_or_null('participants.bib_number') }} as bib_number,
        participants.chip,
        participants.city,
        participants.state,
        participants.country,
        participants.team_name,
        events.event_name,
        events.event_type,
        participants.choice,
        case
            when participants.removed_reason = 'vanished' then 'vanished'
            when participants.is_removed then 'removed'
            else 'active'
        end as status,
        participants.removed_reason,
        participants.age,
        participants.date_of_birth,
        participants.registration_date,
        participants.updated_at,
        participants.extracted_at as fetched_date
    from participants
    left join events
        on
            participants.source_provider = events.source_provider
            and participants.connection = events.connection
            and participants.event_id = events.event_id
    left join connections
        on
            participants.source_provider = connections.source_provider
            and participants.connection = connections.connection
)

select * from final
