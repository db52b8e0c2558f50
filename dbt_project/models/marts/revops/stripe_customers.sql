with

customers as (
    select * from {{ ref('stg_stripe__customers') }}
    where not deleted
),

exponents as (
    select * from {{ ref('stripe_currency_exponents') }}
),

final as (
    select
        customers.connection || '-' || customers.customer_id as customer_key,
        cast(customers.connection as text) as connection,
        cast(customers.customer_id as text) as customer_id,
        customers.name,
        customers.email,
        customers.phone,
        customers.description,
        customers.street,
        customers.street_more,
        customers.postal_code,
        customers.city,
        customers.state,
        customers.country_code,
        customers.currency_code,
        customers.invoice_prefix,
        customers.tax_exempt,
        customers.metadata,
        {{ major_units('customers.balance_minor', 'exponents.exponent') }}
            as balance_amount,
        customers.is_delinquent,
        customers.is_live,
        customers.created_at,
        customers.extracted_at as fetched_at,
        cast(customers._dlt_load_id as text) as load_id
    from customers
    left join exponents on customers.currency_code = exponents.currency_code
)

select * from final
