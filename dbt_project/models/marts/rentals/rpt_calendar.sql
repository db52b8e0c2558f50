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
    -- a hire is out on its last day, and back on the next
    select
        live.connection,
        case when sides.side = 'start' then live.charge_total end as charge_total,
        cast(
            case sides.side when 'start' then live.starts_at else live.ends_at end
            at time zone 'UTC' as date
        ) as day_on,
        case sides.side when 'start' then 1 else 0 end as started,
        case sides.side when 'start' then 0 else 1 end as ended
    from live
    cross join (values ('start'), ('end')) as sides (side)
    where
        live.starts_at is not null
        and (
            sides.side = 'start'
            or (live.ends_at is not null and not live.is_open_ended)
        )
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
