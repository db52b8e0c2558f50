with

opportunities as (
    select * from {{ ref('opportunities') }}
    where organisation_id is not null
),

statuses as (
    select * from {{ ref('rental_statuses') }}
),

named as (
    select
        opportunities.*,
        coalesce(statuses.is_live, true) as is_live,
        -- records keep the name that the customer had when they were written
        first_value(opportunities.organisation_name) over (
            partition by opportunities.connection, opportunities.organisation_id
            order by
                opportunities.updated_at_rms desc nulls last, opportunities.id desc
        ) as newest_name
    from opportunities
    left join statuses
        on opportunities.opportunity_status = statuses.opportunity_status
),

summed as (
    select
        connection,
        organisation_id,
        max(newest_name) as organisation_name,
        count(*) as opportunity_count,
        count(*) filter (where state = 'Order' and is_live) as order_count,
        sum(case when state = 'Order' and is_live then charge_total end)
            as ordered_amount,
        min(starts_at) as first_start_at,
        max(starts_at) as last_start_at,
        max(updated_at_rms) as last_change_at
    from named
    group by connection, organisation_id
),

final as (
    select
        connection || '-' || cast(organisation_id as text) as customer_key,
        connection,
        organisation_id,
        organisation_name,
        cast(opportunity_count as bigint) as opportunity_count,
        cast(order_count as bigint) as order_count,
        cast(ordered_amount as numeric(18, 2)) as ordered_amount,
        first_start_at,
        last_start_at,
        last_change_at
    from summed
)

select * from final
