with

results as (
    select * from {{ ref('stg_copernico__results') }} where not deleted
),

participants as (
    select * from {{ ref('unified_participants') }}
),

events as (
    select * from {{ ref('int_race__events_unioned') }}
),

connections as (
    select * from {{ ref('int_ops__connections_owned') }}
),

owned as (
    select
        results.*,
        connections.owner as timing_partner_id,
        events.is_over,
        {{ normalized_name('results.event_name') }} as event_match,
        results.last_name is null and results.scoring_id is null as is_placeholder
    from results
    left join connections
        on
            results.connection = connections.connection
            and connections.source_provider = 'copernico'
    left join events
        on results.connection = events.connection and results.event_id = events.event_id
),

bibs as (
    select
        timing_partner_id,
        {{ normalized_name('event_name') }} as event_match,
        bib_number,
        min(participant_key) as participant_key,
        min(registration_id) as registration_id
    from participants
    where status = 'active' and bib_number is not null
    group by timing_partner_id, {{ normalized_name('event_name') }}, bib_number
    having count(*) = 1
),

final as (
    select
        owned.*,
        coalesce(people.participant_key, bibs.participant_key) as participant_key,
        coalesce(people.registration_id, bibs.registration_id) as registration_id
    from owned
    left join participants as people
        on
            owned.scoring_id = people.source_provider || '-' || people.registration_id
            and owned.timing_partner_id = people.timing_partner_id
    left join bibs
        on
            owned.scoring_id is null
            and not owned.is_placeholder
            and owned.timing_partner_id = bibs.timing_partner_id
            and owned.event_match = bibs.event_match
            and owned.bib_number = bibs.bib_number
)

select * from final
