with

opportunities as (
    select * from {{ ref('opportunities') }}
),

statuses as (
    select * from {{ ref('rental_statuses') }}
),

dated as (
    select
        opportunities.connection,
        opportunities.state,
        opportunities.charge_total,
        opportunities.total_value,
        cast(
            date_trunc('month', opportunities.starts_at at time zone 'UTC') as date
        ) as month_on
    from opportunities
    left join statuses
        on opportunities.opportunity_status = statuses.opportunity_status
    where
        opportunities.starts_at is not null
        and coalesce(statuses.is_live, true)
),

summed as (
    select
        connection,
        month_on,
        count(*) as opportunity_count,
        count(*) filter (where state = 'Order') as order_count,
        sum(charge_total) as charge_amount,
        sum(total_value) as total_amount,
        sum(case when state = 'Order' then charge_total end) as ordered_amount
    from dated
    group by connection, month_on
),

final as (
    select
        connection || '-' || cast(month_on as text) as revenue_key,
        connection,
        cast(opportunity_count as bigint) as opportunity_count,
        cast(order_count as bigint) as order_count,
        cast(charge_amount as numeric(18, 2)) as charge_amount,
        cast(total_amount as numeric(18, 2)) as total_amount,
        cast(ordered_amount as numeric(18, 2)) as ordered_amount,
        month_on
    from summed
)

select * from final
