with

results as (
    select * from {{ ref('int_race__results_classified') }}
),

matched as (
    select * from {{ ref('int_race__results_matched') }}
),

participants as (
    select * from {{ ref('unified_participants') }}
),

ranked as (
    select * from {{ ref('int_race__results_ranked') }}
),

-- before anybody else: most results have no participant, and would meet in one bucket
owned as (
    select
        matched.source_provider,
        matched.connection,
        matched.key,
        matched.participant_key,
        participants.registration_id
    from matched
    inner join participants
        on matched.participant_key = participants.participant_key
),

final as (
    select
        cast(results.connection || '-' || results.key as text) as result_key,
        cast(results.source_provider as text) as source_provider,
        cast(results.connection as text) as connection,
        cast(results.timing_partner_id as text) as timing_partner_id,
        results.race_id,
        results.event_id,
        owned.participant_key,
        owned.registration_id,
        results.scoring_id,
        results.bib_number,
        results.first_name,
        results.last_name,
        results.gender,
        results.category,
        results.event_name,
        results.status,
        results.provider_status,
        results.is_placeholder,
        ranked.overall_rank is not null as is_ranked,
        cast(ranked.overall_rank as integer) as overall_rank,
        cast(ranked.gender_rank as integer) as gender_rank,
        cast(ranked.category_rank as integer) as category_rank,
        results.gun_time_ms,
        results.chip_time_ms,
        results.start_offset_ms,
        results.extracted_at as fetched_date
    from results
    left join owned
        on
            results.source_provider = owned.source_provider
            and results.connection = owned.connection
            and results.key = owned.key
    left join ranked
        on
            results.source_provider = ranked.source_provider
            and results.connection = ranked.connection
            and results.key = ranked.key
)

select * from final
