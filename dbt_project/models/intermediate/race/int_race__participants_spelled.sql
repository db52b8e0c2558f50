with

participants as (
    select * from {{ ref('int_race__participants_resolved') }}
),

genders as (
    select * from {{ ref('genders') }}
),

regions as (
    select * from {{ ref('int_race__regions_spelled') }}
),

countries as not materialized (
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
        regions.state as region,
        -- people write their country into the field of the state
        case
            when regions.state is null then named_as_state.country
        end as state_country,
        coalesce(
            countries.country, regions.country, named_as_state.country
        ) as country,
        participants.team_name,
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
    left join regions
        on lower(trim(participants.state)) = regions.spelling
    left join countries
        on lower(trim(participants.country_code)) = countries.spelling
    left join countries as named_as_state
        on
            lower(trim(participants.state)) = named_as_state.spelling
            and named_as_state.is_name
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
            when state_country is null then nullif(trim(state_text), '')
        end as state,
        country,
        team_name,
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
