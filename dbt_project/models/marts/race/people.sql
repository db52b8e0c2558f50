with

registrations as (
    select * from {{ ref('people_registrations') }}
),

participants as (
    select * from {{ ref('unified_participants') }}
),

events as (
    select * from {{ ref('unified_events') }}
),

told as (
    select
        registrations.person_key,
        registrations.timing_partner_id,
        registrations.rule,
        registrations.doubt,
        registrations.score,
        participants.connection,
        participants.event_key,
        participants.first_name,
        participants.last_name,
        participants.gender,
        participants.status,
        participants.date_of_birth,
        events.event_date,
        row_number() over (
            partition by registrations.person_key
            order by
                participants.registration_date desc nulls last,
                md5(participants.participant_key) asc
        ) as age_rank
    from registrations
    inner join participants
        on registrations.participant_key = participants.participant_key
    left join events on participants.event_key = events.event_key
),

births as (
    select
        person_key,
        date_of_birth,
        row_number() over (
            partition by person_key order by count(*) desc, date_of_birth asc
        ) as place
    from told
    where date_of_birth is not null
    group by person_key, date_of_birth
),

-- names as in the newest registration
totals as (
    select
        person_key,
        timing_partner_id,
        max(case when age_rank = 1 then first_name end) as first_name,
        max(case when age_rank = 1 then last_name end) as last_name,
        max(case when age_rank = 1 then gender end) as gender,
        max(doubt) as doubt,
        count(*) as registration_count,
        sum(case when status = 'active' then 1 else 0 end) as active_count,
        count(distinct event_key) as event_count,
        count(distinct connection) as connection_count,
        min(score) as lowest_score,
        max(case when rule = 'placeholder' then 1 else 0 end) = 1 as is_placeholder,
        min(event_date) as first_event_on,
        max(event_date) as last_event_on
    from told
    group by person_key, timing_partner_id
),

final as (
    select
        cast(totals.person_key as text) as person_key,
        cast(totals.timing_partner_id as text) as timing_partner_id,
        totals.first_name,
        totals.last_name,
        totals.gender,
        cast(totals.doubt as text) as doubt,
        cast(totals.registration_count as integer) as registration_count,
        cast(totals.active_count as integer) as active_count,
        cast(totals.event_count as integer) as event_count,
        cast(totals.connection_count as integer) as connection_count,
        cast(totals.lowest_score as numeric(3, 2)) as lowest_score,
        totals.is_placeholder,
        births.date_of_birth,
        totals.first_event_on,
        totals.last_event_on
    from totals
    left join births on totals.person_key = births.person_key and births.place = 1
)

select * from final
