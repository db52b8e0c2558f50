with

subscriptions as (
    select * from {{ ref('int_revops__stripe_subscriptions_valued') }}
    where is_counted
),

loads as (
    select * from {{ ref('stg_stripe__loads') }}
    where is_visible and entity = 'subscriptions'
),

reads as (
    select
        connection,
        max(finished_at) as read_at
    from loads
    group by connection
),

months as (
    select
        subscriptions.*,
        reads.read_at,
        {{ whole_numbers(
            month_index('subscriptions.counted_from_at'),
            month_index('least(subscriptions.counted_until_at, reads.read_at)')
        ) }} as month_index
    from subscriptions
    inner join reads on subscriptions.connection = reads.connection
),

measured as (
    select
        *,
        {{ month_on('month_index') }} as month_on,
        least(
            read_at,
            cast({{ month_on('month_index + 1') }} as timestamp) at time zone 'UTC'
        ) as measured_at
    from months
),

final as (
    select
        connection,
        subscription_id,
        currency_code,
        month_count,
        monthly_amount,
        invoiced_discount_ratio,
        month_on,
        measured_at
    from measured
    where
        counted_from_at < measured_at
        and (counted_until_at is null or counted_until_at >= measured_at)
)

select * from final
