with

plans as (
    select * from {{ ref('stg_stripe__plans') }}
    where not deleted
),

exponents as (
    select * from {{ ref('stripe_currency_exponents') }}
),

final as (
    select
        plans.connection || '-' || plans.plan_id as plan_key,
        plans.connection || '-' || plans.product_id as product_key,
        cast(plans.connection as text) as connection,
        cast(plans.plan_id as text) as plan_id,
        plans.product_id,
        plans.meter_id,
        plans.nickname,
        plans.currency_code,
        plans.billing_scheme,
        plans.billing_interval,
        plans.usage_type,
        plans.tiers_mode,
        plans.metadata,
        {{ major_units('plans.unit_minor', 'exponents.exponent', 'numeric(38, 15)') }}
            as unit_price,
        plans.interval_count,
        plans.trial_days,
        plans.is_active,
        plans.is_live,
        plans.created_at,
        plans.extracted_at as fetched_at,
        cast(plans._dlt_load_id as text) as load_id
    from plans
    left join exponents on plans.currency_code = exponents.currency_code
)

select * from final
