with

results as (
    select * from {{ ref('int_race__chronotrack_results_listed') }}
    where bracket_asked is null
),

final as (
    select
        connection,
        race_id || '|' || scoring_id as result_key,
        event_id as race_id,
        race_id as event_id,
        coalesce(interval_name, case when is_full then 'Finish' end) as split_name,
        coalesce(is_full, false) as is_finish,
        gun_time_ms,
        chip_time_ms,
        extracted_at
    from results
    where gun_time_ms is not null or chip_time_ms is not null
)

select * from final
