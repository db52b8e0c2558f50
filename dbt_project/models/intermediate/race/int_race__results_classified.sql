-- a table: it is read three times for unified_results, and every record is parsed once
{{ config(materialized='table') }}

with

results as (
    select * from {{ ref('int_race__results_unioned') }}
),

events as (
    select * from {{ ref('int_race__events_unioned') }}
),

connections as (
    select * from {{ ref('int_ops__connections_owned') }}
),

genders as (
    select * from {{ ref('genders') }}
),

statuses as (
    select * from {{ ref('result_statuses') }}
),

placeholders as (
    select * from {{ ref('placeholder_names') }}
),

final as (
    select
        results.source_provider,
        results.connection,
        results.key,
        connections.owner as timing_partner_id,
        results.race_id,
        results.event_id,
        results.scoring_id,
        results.event_name,
        results.first_name,
        results.last_name,
        genders.gender,
        {{ trimmed_or_null('results.bib_number') }} as bib_number,
        results.category,
        -- nobody is said not to have started before the event is over
        case
            when statuses.status = 'not_started' and events.is_over
                then 'did_not_start'
            else coalesce(statuses.status, 'other')
        end as status,
        results.status as provider_status,
        results.gun_time_ms,
        results.chip_time_ms,
        results.start_offset_ms,
        results.provider_rank,
        placeholders.name is not null as is_placeholder,
        events.event_date,
        results.extracted_at
    from results
    left join events
        on
            results.source_provider = events.source_provider
            and results.connection = events.connection
            and results.event_id = events.event_id
    left join connections
        on
            results.source_provider = connections.source_provider
            and results.connection = connections.connection
    left join genders
        on lower(trim(results.gender)) = genders.spelling
    left join statuses
        on lower(trim(results.status)) = statuses.provider_status
    left join placeholders
        on {{ normalized_name('results.first_name') }} = placeholders.name
)

select * from final
