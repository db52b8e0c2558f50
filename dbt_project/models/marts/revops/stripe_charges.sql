with

charges as (
    select * from {{ ref('stg_stripe__charges') }}
    where not deleted
),

exponents as (
    select * from {{ ref('stripe_currency_exponents') }}
),

final as (
    select
        charges.connection || '-' || charges.charge_id as charge_key,
        charges.connection || '-' || charges.customer_id as customer_key,
        cast(charges.connection as text) as connection,
        cast(charges.charge_id as text) as charge_id,
        charges.customer_id,
        charges.invoice_id,
        charges.payment_intent_id,
        charges.payment_method_id,
        charges.balance_transaction_id,
        charges.status,
        charges.currency_code,
        charges.payment_method_type,
        charges.description,
        charges.statement_descriptor,
        charges.failure_code,
        charges.failure_message,
        charges.outcome_type,
        charges.billing_name,
        charges.billing_email,
        charges.receipt_email,
        charges.receipt_url,
        charges.metadata,
        {{ major_units('charges.charge_minor', 'exponents.exponent') }}
            as charge_amount,
        {{ major_units('charges.captured_minor', 'exponents.exponent') }}
            as captured_amount,
        {{ major_units('charges.refunded_minor', 'exponents.exponent') }}
            as refunded_amount,
        charges.is_paid,
        charges.is_captured,
        charges.is_refunded,
        charges.is_disputed,
        charges.is_live,
        charges.created_at,
        charges.extracted_at as fetched_at,
        cast(charges._dlt_load_id as text) as load_id
    from charges
    left join exponents on charges.currency_code = exponents.currency_code
)

select * from final
