with

counted as (
    select * from {{ ref('int_revops__stripe_months_discounted') }}
),

sums as (
    select
        connection,
        currency_code,
        month_on,
        count(*) as subscription_count,
        cast(sum(monthly_amount) as numeric(18, 3)) as list_amount,
        cast(sum(recurring_amount) as numeric(18, 3)) as mrr_amount
    from counted
    group by connection, currency_code, month_on
),

final as (
    select
        connection
        || '-' || coalesce(currency_code, '')
        || '-' || cast(month_on as text) as mrr_key,
        cast(connection as text) as connection,
        currency_code,
        mrr_amount,
        list_amount,
        cast(list_amount - mrr_amount as numeric(18, 3)) as discount_amount,
        subscription_count,
        month_on
    from sums
)

select * from final
