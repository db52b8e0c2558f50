with

subscriptions as (
    select * from {{ ref('stg_stripe__subscriptions') }}
    where not deleted
),

items as (
    select * from {{ ref('stg_stripe__subscription_items') }}
),

periods as (
    select
        connection,
        subscription_id,
        count(*) as item_count,
        min(current_period_start_at) as current_period_start_at,
        max(current_period_end_at) as current_period_end_at
    from items
    group by connection, subscription_id
),

final as (
    select
        subscriptions.connection || '-' || subscriptions.subscription_id
            as subscription_key,
        subscriptions.connection || '-' || subscriptions.customer_id as customer_key,
        cast(subscriptions.connection as text) as connection,
        cast(subscriptions.subscription_id as text) as subscription_id,
        subscriptions.customer_id,
        subscriptions.latest_invoice_id,
        subscriptions.schedule_id,
        subscriptions.status,
        subscriptions.currency_code,
        subscriptions.collection_method,
        subscriptions.cancellation_reason,
        subscriptions.cancellation_feedback,
        subscriptions.pause_behavior,
        subscriptions.metadata,
        subscriptions.days_until_due,
        coalesce(periods.item_count, 0) as item_count,
        subscriptions.is_ending,
        subscriptions.is_live,
        subscriptions.started_at,
        subscriptions.billing_anchor_at,
        coalesce(subscriptions.current_period_start_at, periods.current_period_start_at)
            as current_period_start_at,
        coalesce(subscriptions.current_period_end_at, periods.current_period_end_at)
            as current_period_end_at,
        subscriptions.trial_start_at,
        subscriptions.trial_end_at,
        subscriptions.cancel_at,
        subscriptions.cancelled_at,
        subscriptions.ended_at,
        subscriptions.created_at,
        subscriptions.extracted_at as fetched_at,
        cast(subscriptions._dlt_load_id as text) as load_id
    from subscriptions
    left join periods
        on
            subscriptions.connection = periods.connection
            and subscriptions.subscription_id = periods.subscription_id
)

select * from final
