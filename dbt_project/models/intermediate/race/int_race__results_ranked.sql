-- a table: what ranks and joins holds its memory no longer than until it stands
{{ config(materialized='table') }}

with

results as not materialized (
    select * from {{ ref('int_race__results_classified') }}
),

matched as (
    select * from {{ ref('int_race__results_matched') }}
),

exports as (
    select
        source_provider,
        connection,
        event_id,
        max(provider_rank) is null as lacks_ranks
    from results
    group by source_provider, connection, event_id
),

-- sweepers and staff finish too: who is not registered needs a rank from the provider,
-- unless its export holds no ranks at all; a time before the gun, or at it, is no time
entitled as (
    select
        results.source_provider,
        results.connection,
        results.key,
        results.event_id,
        results.gender,
        results.category,
        results.gun_time_ms,
        results.status = 'finished'
        and coalesce(results.gun_time_ms, 0) > 0
        and not results.is_placeholder
        and (
            matched.participant_key is not null
            or results.provider_rank is not null
            or exports.lacks_ranks
        ) as is_ranked
    from results
    left join exports
        on
            results.source_provider = exports.source_provider
            and results.connection = exports.connection
            and results.event_id = exports.event_id
    left join matched
        on
            results.source_provider = matched.source_provider
            and results.connection = matched.connection
            and results.key = matched.key
),

finishers as (
    select * from entitled where is_ranked
),

final as (
    select
        source_provider,
        connection,
        key,
        cast(rank() over (
            partition by source_provider, connection, event_id
            order by gun_time_ms
        ) as integer) as overall_rank,
        case when gender is not null then cast(rank() over (
            partition by source_provider, connection, event_id, gender
            order by gun_time_ms
        ) as integer) end as gender_rank,
        case when category is not null then cast(rank() over (
            partition by source_provider, connection, event_id, category
            order by gun_time_ms
        ) as integer) end as category_rank
    from finishers
)

select * from final
