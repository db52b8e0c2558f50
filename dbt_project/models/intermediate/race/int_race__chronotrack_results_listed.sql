with

results as (
    select * from {{ ref('stg_chronotrack__results') }} where not deleted
),

listings as (
    select * from {{ ref('stg_chronotrack__result_listings') }} where not deleted
),

-- a row is gone once a later load has read its event's list to the end without it
final as (
    select
        results.connection,
        results.event_id,
        results.race_id,
        results.result_id,
        results.scoring_id,
        results.interval_name,
        results.bracket_name,
        results.bracket_asked,
        results.bib_number,
        results.first_name,
        results.last_name,
        results.gender,
        results.rank,
        results.chip_time_ms,
        results.gun_time_ms,
        results.penalty_ms,
        results.is_full,
        results.started_at,
        results.finished_at,
        results.extracted_at
    from results
    left join listings
        on
            results.connection = listings.connection
            and results.event_id = listings.event_id
    where results._dlt_load_id >= coalesce(listings._dlt_load_id, '')
)

select * from final
