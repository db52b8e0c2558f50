with

opportunities as (
    select * from {{ ref('opportunities') }}
),

statuses as (
    select * from {{ ref('rental_statuses') }}
),

live as (
    select opportunities.*
    from opportunities
    left join statuses
        on opportunities.opportunity_status = statuses.opportunity_status
    where coalesce(statuses.is_live, true)
),

moves as (
    select
        connection,
        charge_total,
        cast(starts_at at time zone 'UTC' as date) as day_on,
        1 as started,
        0 as ended
    from live
    where starts_at is not null
    union all
    -- a hire is out on its last day, and back on the next
    select
        connection,
        null as charge_total,
        cast(ends_at at time zone 'UTC' as date) as day_on,
        0 as started,
        1 as ended
    from live
    where starts_at is not null and ends_at is not null and not is_open_ended
),

days as (
    select
        connection,
        day_on,
        sum(started) as start_count,
        sum(ended) as end_count,
        sum(charge_total) as starting_amount
    from moves
    group by connection, day_on
),

final as (
    select
        connection || '-' || cast(day_on as text) as day_key,
        connection,
        cast(start_count as bigint) as start_count,
        cast(end_count as bigint) as end_count,
        cast(
            sum(start_count - end_count) over (
                partition by connection order by day_on
            ) + end_count as bigint
        ) as on_hire_count,
        cast(starting_amount as numeric(18, 2)) as starting_amount,
        day_on
    from days
)

select * from final
