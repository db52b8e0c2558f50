with

opportunities as (
    select * from {{ ref('opportunities') }}
),

counted as (
    select
        connection,
        coalesce(state, '') as state,
        coalesce(opportunity_status, '') as opportunity_status,
        count(*) as opportunity_count,
        sum(charge_total) as charge_amount,
        sum(total_value) as total_amount
    from opportunities
    group by connection, coalesce(state, ''), coalesce(opportunity_status, '')
),

final as (
    select
        connection || '-' || state || '-' || opportunity_status as status_key,
        connection,
        state,
        opportunity_status,
        cast(opportunity_count as bigint) as opportunity_count,
        cast(charge_amount as numeric(18, 2)) as charge_amount,
        cast(total_amount as numeric(18, 2)) as total_amount
    from counted
)

select * from final
