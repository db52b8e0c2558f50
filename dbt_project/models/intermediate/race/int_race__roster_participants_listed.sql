with

participants as (
    select * from {{ ref('stg_race_roster__participants') }} where not deleted
),

listings as (
    select * from {{ ref('stg_race_roster__participant_listings') }}
),

-- absence counts only where a later load has read the event's list to its end
final as (
    select
        participants.connection,
        participants.registration_id,
        participants.race_id,
        participants.event_id,
        participants.first_name,
        participants.last_name,
        participants.email,
        participants.phone,
        case participants.gender
            when '1' then 'male'
            when '2' then 'female'
            when '9' then 'nonbinary'
        end as gender,
        participants.city,
        participants.state,
        participants.country_code,
        participants.bib_number,
        participants.chip,
        participants.team_name,
        participants.choice,
        case
            when participants._dlt_load_id < listings._dlt_load_id then 'vanished'
            when not participants.is_active then 'removed'
        end as removed_reason,
        participants.age,
        participants.date_of_birth,
        participants.registration_date,
        participants.updated_at,
        participants.extracted_at,
        participants._dlt_load_id
    from participants
    left join listings
        on
            participants.connection = listings.connection
            and participants.race_id = listings.event_id
)

select * from final
