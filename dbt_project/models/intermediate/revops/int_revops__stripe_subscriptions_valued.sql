with

subscriptions as (
    select * from {{ ref('stg_stripe__subscriptions') }}
    where not deleted
),

items as (
    select * from {{ ref('int_revops__stripe_items_priced') }}
),

invoices as (
    select
        *,
        coalesce(untaxed_subtotal_minor, subtotal_minor) as before_minor,
        coalesce(untaxed_total_minor, total_minor) as after_minor
    from {{ ref('stg_stripe__invoices') }}
    where not deleted
),

sums as (
    select
        connection,
        subscription_id,
        max(currency_code) as currency_code,
        max(month_count) as month_count,
        cast(coalesce(sum(monthly_amount), 0) as numeric(18, 6)) as monthly_amount
    from items
    group by connection, subscription_id
),

final as (
    select
        subscriptions.connection,
        subscriptions.subscription_id,
        coalesce(subscriptions.currency_code, sums.currency_code) as currency_code,
        sums.month_count,
        sums.monthly_amount,
        case
            when invoices.before_minor > 0
                then least(greatest(
                    1 - cast(invoices.after_minor as double precision)
                    / cast(invoices.before_minor as double precision), 0
                ), 1)
            else 0
        end as invoiced_discount_ratio,
        subscriptions.status in ('active', 'past_due', 'canceled')
        and subscriptions.pause_behavior is null as is_counted,
        greatest(subscriptions.started_at, subscriptions.trial_end_at)
            as counted_from_at,
        case
            when subscriptions.status = 'canceled'
                then coalesce(subscriptions.ended_at, subscriptions.cancelled_at)
            else subscriptions.ended_at
        end as counted_until_at
    from subscriptions
    inner join sums
        on
            subscriptions.connection = sums.connection
            and subscriptions.subscription_id = sums.subscription_id
    left join invoices
        on
            subscriptions.connection = invoices.connection
            and subscriptions.latest_invoice_id = invoices.invoice_id
)

select * from final
