with

months as (
    select * from {{ ref('int_revops__stripe_months_counted') }}
),

-- a discount of all of it is told by percent_off: nothing has no logarithm
discounts as (
    select
        *,
        cast(nullif(greatest(100 - percent_off, 0), 0) as double precision) / 100
            as kept_ratio
    from {{ ref('stg_stripe__subscription_discounts') }}
    where coalesce(duration, '') <> 'once'
),

exponents as (
    select * from {{ ref('stripe_currency_exponents') }}
),

reduced as (
    select
        months.connection,
        months.subscription_id,
        months.month_on,
        bool_or(
            coalesce(discounts.percent_off, discounts.off_minor) is null
        ) as is_unknown,
        max(discounts.percent_off) >= 100 as is_free,
        exp(sum(ln(discounts.kept_ratio))) as kept_ratio,
        sum({{ major_units('discounts.off_minor', 'exponents.exponent') }})
            as off_amount
    from months
    inner join discounts
        on
            months.connection = discounts.connection
            and months.subscription_id = discounts.subscription_id
            and coalesce(months.measured_at > discounts.started_at, true)
            and coalesce(months.measured_at <= discounts.ends_at, true)
    left join exponents on discounts.currency_code = exponents.currency_code
    group by months.connection, months.subscription_id, months.month_on
),

final as (
    select
        months.connection,
        months.subscription_id,
        months.currency_code,
        months.monthly_amount,
        cast(case
            when reduced.is_unknown
                then months.monthly_amount * (1 - months.invoiced_discount_ratio)
            when reduced.is_free then 0
            else greatest(
                months.monthly_amount * coalesce(reduced.kept_ratio, 1)
                - coalesce(reduced.off_amount / nullif(months.month_count, 0), 0), 0
            )
        end as numeric(18, 6)) as recurring_amount,
        months.month_on
    from months
    left join reduced
        on
            months.connection = reduced.connection
            and months.subscription_id = reduced.subscription_id
            and months.month_on = reduced.month_on
)

select * from final
