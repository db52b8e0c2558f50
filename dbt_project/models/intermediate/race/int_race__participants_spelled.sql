with

participants as (
    select * from {{ ref('int_race__participants_entered') }}
),

genders as (
    select * from {{ ref('genders') }}
),

states as (
    select * from {{ ref('int_race__states_spelled') }}
),

countries as (
    select * from {{ ref('int_race__countries_spelled') }}
),

located as (
    select
        participants.source_provider,
        participants.connection,
        participants.registration_id,
        participants.race_id,
        participants.event_id,
        participants.transferred_to,
        participants.first_name,
        participants.last_name,
        participants.email,
        participants.phone,
        genders.gender,
        participants.bib_number,
        participants.chip,
        participants.city,
        participants.state as state_text,
        states.state as region,
        states.spelling is not null and states.state is null as is_country,
        coalesce(countries.country, states.country) as country,
        participants.team_name,
        participants.choice,
        participants.is_removed,
        participants.removed_reason,
        participants.age,
        participants.date_of_birth,
        participants.registration_date,
        participants.updated_at,
        participants.extracted_at
    from participants
    left join genders
        on lower(trim(participants.gender)) = genders.spelling
    left join states
        on lower(trim(participants.state)) = states.spelling
    left join countries
        on lower(trim(participants.country_code)) = countries.spelling
),

final as (
    select
        source_provider,
        connection,
        registration_id,
        race_id,
        event_id,
        transferred_to,
        first_name,
        last_name,
        email,
        phone,
        gender,
        bib_number,
        chip,
        city,
        case
            when country in ('US', 'CA') then region
            when not is_country then nullif(trim(state_text), '')
        end as state,
        country,
        team_name,
        choice,
        is_removed,
        removed_reason,
        age,
        date_of_birth,
        registration_date,
        updated_at,
        extracted_at
    from located
)

select * from final
