{% set times = {
    'period_start_at': 'period_start', 'period_end_at': 'period_end',
    'due_at': 'due_date', 'finalized_at': ['status_transitions', 'finalized_at'],
    'paid_at': ['status_transitions', 'paid_at'],
    'voided_at': ['status_transitions', 'voided_at'],
    'uncollectible_at': ['status_transitions', 'marked_uncollectible_at'],
    'created_at': 'created',
} %}
{% set minors = {
    'due_minor': 'amount_due', 'paid_minor': 'amount_paid',
    'remaining_minor': 'amount_remaining', 'subtotal_minor': 'subtotal',
    'total_minor': 'total', 'untaxed_subtotal_minor': 'subtotal_excluding_tax',
    'untaxed_total_minor': 'total_excluding_tax',
    'starting_balance_minor': 'starting_balance',
    'ending_balance_minor': 'ending_balance',
} %}

with

source as (
    {{ current_rows(source('raw_stripe', 'invoices_json'), 'stripe', 'invoices') }}
),

parsed as (
    select
        {{ json_fields('source.data', dict({
            'customer_id': 'customer',
            'subscription_id': 'subscription',
            'nested_subscription_id': ['parent', 'subscription_details', 'subscription'],
            'charge_id': 'charge',
            'payment_intent_id': 'payment_intent',
            'invoice_number': 'number',
            'status': 'status',
            'customer_name': 'customer_name',
            'customer_email': 'customer_email',
            'currency_code': 'currency',
            'billing_reason': 'billing_reason',
            'collection_method': 'collection_method',
            'hosted_invoice_url': 'hosted_invoice_url',
            'invoice_pdf_url': 'invoice_pdf',
            'metadata': 'metadata',
            'is_live': 'livemode',
        }, **dict(minors, **times))) }},
        source.connection,
        source.key,
        source.deleted,
        source.delete_reason,
        source.updated_at,
        source.extracted_at,
        source._dlt_load_id
    from source
    {{ evaluate_once() }}
),

renamed as (
    select
        -- ids
        key as invoice_id,
        customer_id,
        coalesce(subscription_id, nested_subscription_id) as subscription_id,
        charge_id,
        payment_intent_id,

        -- text
        invoice_number,
        status,
        customer_name,
        customer_email,
        upper(currency_code) as currency_code,
        billing_reason,
        collection_method,
        hosted_invoice_url,
        invoice_pdf_url,
        metadata,

        -- amounts, in the smallest unit of the currency
        {% for name in minors -%}
            {{ integer_or_null(name) }} as {{ name }},
        {% endfor %}

        -- booleans
        {{ flag_or('is_live', 'null') }} as is_live,

        -- times
        {% for name in times -%}
            {{ epoch_or_null(name) }} as {{ name }},
        {% endfor %}

        -- load
        connection,
        key,
        deleted,
        delete_reason,
        updated_at,
        extracted_at,
        _dlt_load_id
    from parsed
)

select * from renamed
