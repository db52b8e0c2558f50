with

splits as (
    select * from {{ ref('int_race__splits_unioned') }}
),

connections as (
    select * from {{ ref('int_ops__connections_owned') }}
),

final as (
    select
        cast(
            splits.connection || '-' || splits.result_key || '-' || splits.split_name
            as text
        ) as split_key,
        cast(splits.connection || '-' || splits.result_key as text) as result_key,
        cast(splits.source_provider as text) as source_provider,
        cast(splits.connection as text) as connection,
        cast(connections.owner as text) as timing_partner_id,
        splits.race_id,
        splits.event_id,
        cast(splits.split_name as text) as split_name,
        splits.gun_time_ms,
        splits.chip_time_ms,
        cast(row_number() over (
            partition by splits.source_provider, splits.connection, splits.result_key
            order by
                coalesce(splits.gun_time_ms, splits.chip_time_ms), splits.is_finish,
                splits.split_name
        ) as integer) as split_number,
        splits.is_finish,
        splits.extracted_at as fetched_date
    from splits
    left join connections
        on
            splits.source_provider = connections.source_provider
            and splits.connection = connections.connection
)

select * from final
