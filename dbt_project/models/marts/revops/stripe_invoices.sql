with

invoices as (
    select * from {{ ref('stg_stripe__invoices') }}
    where not deleted
),

exponents as (
    select * from {{ ref('stripe_currency_exponents') }}
),

final as (
    select
        invoices.connection || '-' || invoices.invoice_id as invoice_key,
        invoices.connection || '-' || invoices.customer_id as customer_key,
        invoices.connection || '-' || invoices.subscription_id as subscription_key,
        cast(invoices.connection as text) as connection,
        cast(invoices.invoice_id as text) as invoice_id,
        invoices.customer_id,
        invoices.subscription_id,
        invoices.charge_id,
        invoices.payment_intent_id,
        invoices.invoice_number,
        invoices.status,
        invoices.customer_name,
        invoices.customer_email,
        invoices.currency_code,
        invoices.billing_reason,
        invoices.collection_method,
        invoices.hosted_invoice_url,
        invoices.invoice_pdf_url,
        invoices.metadata,
        {{ major_units('invoices.due_minor', 'exponents.exponent') }} as due_amount,
        {{ major_units('invoices.paid_minor', 'exponents.exponent') }} as paid_amount,
        {{ major_units('invoices.remaining_minor', 'exponents.exponent') }}
            as remaining_amount,
        {{ major_units('invoices.subtotal_minor', 'exponents.exponent') }}
            as subtotal_amount,
        {{ major_units('invoices.total_minor', 'exponents.exponent') }} as total_amount,
        {{ major_units('invoices.untaxed_subtotal_minor', 'exponents.exponent') }}
            as untaxed_subtotal_amount,
        {{ major_units('invoices.untaxed_total_minor', 'exponents.exponent') }}
            as untaxed_total_amount,
        {{ major_units('invoices.starting_balance_minor', 'exponents.exponent') }}
            as starting_balance_amount,
        {{ major_units('invoices.ending_balance_minor', 'exponents.exponent') }}
            as ending_balance_amount,
        invoices.is_live,
        invoices.period_start_at,
        invoices.period_end_at,
        invoices.due_at,
        invoices.finalized_at,
        invoices.paid_at,
        invoices.voided_at,
        invoices.uncollectible_at,
        invoices.created_at,
        invoices.extracted_at as fetched_at,
        cast(invoices._dlt_load_id as text) as load_id
    from invoices
    left join exponents on invoices.currency_code = exponents.currency_code
)

select * from final
