with

opportunities as (
    select * from {{ ref('opportunities') }}
),

final as (
    select
        opportunity_key,
        connection,
        id,
        name,
        opportunity_status,
        organisation_name,
        -- the clock of whoever asks: a view tells the age of now, not of its build
        cast(
            floor(extract(epoch from (now() - synced_at)) / 3600) as bigint
        ) as stale_hour_count,
        starts_at,
        updated_at_rms,
        last_webhook_at,
        synced_at
    from opportunities
    where synced_at < now() - interval '24 hours'
)

select * from final
