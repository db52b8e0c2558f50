-- months in one interval: a year has 12 of them, 365 days and 52 weeks
{% set months = {
    'day': '12.0 / 365', 'week': '12.0 / 52', 'month': '1.0', 'year': '12.0',
} %}

with

items as (
    select * from {{ ref('stg_stripe__subscription_items') }}
),

exponents as (
    select * from {{ ref('stripe_currency_exponents') }}
),

measured as (
    select
        connection,
        subscription_id,
        place,
        currency_code,
        unit_minor,
        case when usage_type = 'metered' then 0 else coalesce(quantity, 1) end
            as quantity,
        interval_count
        * case billing_interval
            {% for interval, length in months.items() -%}
                when '{{ interval }}' then cast({{ length }} as double precision)
            {% endfor %}
        end as month_count
    from items
),

final as (
    select
        measured.connection,
        measured.subscription_id,
        measured.place,
        measured.currency_code,
        measured.month_count,
        cast(
            cast(
                {{ major_units(
                    'measured.unit_minor', 'exponents.exponent', 'numeric(38, 15)'
                ) }} as double precision
            )
            * measured.quantity / nullif(measured.month_count, 0) as numeric(18, 6)
        ) as monthly_amount
    from measured
    left join exponents on measured.currency_code = exponents.currency_code
)

select * from final
