-- a view would go with the served table below it each time PostgreSQL replaces that
{{ config(materialized='table') }}

{% set person = 'source_provider, connection, event_id, participant_key' %}
{% set matched = 'source_provider, connection, key, participant_key, is_by_id' %}

with

results as not materialized (
    select * from {{ ref('int_race__results_classified') }}
),

participants as not materialized (
    select * from {{ ref('unified_participants') }}
),

pairs as (
    select * from {{ ref('int_race__events_paired') }}
),

-- one account may be read through two connections of the same owner
record_ids as (
    select
        timing_partner_id,
        source_provider || '-' || registration_id as record_id,
        min(participant_key) as participant_key
    from participants
    group by timing_partner_id, source_provider, registration_id
),

bibs as (
    select
        participants.timing_partner_id,
        pairs.scoring_connection,
        pairs.scoring_event_id,
        participants.bib_number,
        min(participants.participant_key) as participant_key,
        min(participants.source_provider || '-' || participants.registration_id)
        = max(participants.source_provider || '-' || participants.registration_id)
            as is_of_one
    from participants
    inner join pairs on participants.event_key = pairs.event_key
    where participants.status = 'active' and participants.bib_number is not null
    group by
        participants.timing_partner_id,
        pairs.scoring_connection,
        pairs.scoring_event_id,
        participants.bib_number
),

candidates as (
    select
        results.source_provider,
        results.connection,
        results.key,
        results.event_id,
        record_ids.participant_key is not null as is_by_id,
        coalesce(record_ids.participant_key, bibs.participant_key) as participant_key
    from results
    left join record_ids
        on
            results.timing_partner_id = record_ids.timing_partner_id
            and results.scoring_id = record_ids.record_id
    left join bibs
        on
            results.timing_partner_id = bibs.timing_partner_id
            and results.connection = bibs.scoring_connection
            and results.event_id = bibs.scoring_event_id
            and results.bib_number = bibs.bib_number
            and bibs.is_of_one
    where coalesce(record_ids.participant_key, bibs.participant_key) is not null
),

-- a person has one result in an event: the record with the id, else with the only bib
ranked as (
    select
        {{ matched }},
        row_number() over (claims order by is_by_id desc, key asc) as place,
        count(*) over claims as claim_count
    from candidates
    window claims as (partition by {{ person }})
),

final as (
    select {{ matched }} from ranked
    where claim_count = 1 or (is_by_id and place = 1)
)

select * from final
