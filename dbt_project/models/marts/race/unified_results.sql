with

ranked as (
    select * from {{ ref('int_race__results_ranked') }}
),

genders as (
    select * from {{ ref('genders') }}
),

final as (
    select
        cast(ranked.connection || '-' || ranked.key as text) as result_key,
        cast('copernico' as text) as source_provider,
        cast(ranked.connection as text) as connection,
        cast(ranked.timing_partner_id as text) as timing_partner_id,
        cast(ranked.race_id as text) as race_id,
        cast(ranked.event_id as text) as event_id,
        cast(ranked.participant_key as text) as participant_key,
        cast(ranked.registration_id as text) as registration_id,
        cast(ranked.scoring_id as text) as scoring_id,
        cast(ranked.bib_number as text) as bib_number,
        cast(ranked.first_name as text) as first_name,
        cast(ranked.last_name as text) as last_name,
        cast(genders.gender as text) as gender,
        cast(ranked.category as text) as category,
        cast(ranked.event_name as text) as event_name,
        cast(ranked.unified_status as text) as status,
        cast(ranked.status as text) as provider_status,
        ranked.is_placeholder,
        ranked.is_ranked,
        cast(ranked.unified_rank as integer) as overall_rank,
        cast(ranked.gender_rank as integer) as gender_rank,
        cast(ranked.category_rank as integer) as category_rank,
        cast(ranked.gun_time_ms as bigint) as gun_time_ms,
        cast(ranked.chip_time_ms as bigint) as chip_time_ms,
        cast(ranked.start_offset_ms as bigint) as start_offset_ms,
        ranked.extracted_at as fetched_date
    from ranked
    left join genders on lower(trim(ranked.gender)) = genders.spelling
)

select * from final
