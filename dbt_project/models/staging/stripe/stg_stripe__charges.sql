with

source as (
    {{ current_rows(source('raw_stripe', 'charges_json'), 'stripe', 'charges') }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'customer_id': 'customer',
            'invoice_id': 'invoice',
            'payment_intent_id': 'payment_intent',
            'payment_method_id': 'payment_method',
            'balance_transaction_id': 'balance_transaction',
            'status': 'status',
            'currency_code': 'currency',
            'payment_method_type': ['payment_method_details', 'type'],
            'description': 'description',
            'statement_descriptor': 'statement_descriptor',
            'failure_code': 'failure_code',
            'failure_message': 'failure_message',
            'outcome_type': ['outcome', 'type'],
            'billing_name': ['billing_details', 'name'],
            'billing_email': ['billing_details', 'email'],
            'receipt_email': 'receipt_email',
            'receipt_url': 'receipt_url',
            'metadata': 'metadata',
            'charge_minor': 'amount',
            'captured_minor': 'amount_captured',
            'refunded_minor': 'amount_refunded',
            'is_paid': 'paid',
            'is_captured': 'captured',
            'is_refunded': 'refunded',
            'is_disputed': 'disputed',
            'is_live': 'livemode',
            'created_at': 'created',
        }) }},
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
        key as charge_id,
        customer_id,
        invoice_id,
        payment_intent_id,
        payment_method_id,
        balance_transaction_id,

        -- text
        status,
        upper(currency_code) as currency_code,
        payment_method_type,
        description,
        statement_descriptor,
        failure_code,
        failure_message,
        outcome_type,
        billing_name,
        billing_email,
        receipt_email,
        receipt_url,
        metadata,

        -- amounts, in the smallest unit of the currency
        {{ integer_or_null('charge_minor') }} as charge_minor,
        {{ integer_or_null('captured_minor') }} as captured_minor,
        {{ integer_or_null('refunded_minor') }} as refunded_minor,

        -- booleans
        {{ flag_or('is_paid', 'null') }} as is_paid,
        {{ flag_or('is_captured', 'null') }} as is_captured,
        {{ flag_or('is_refunded', 'null') }} as is_refunded,
        {{ flag_or('is_disputed', 'null') }} as is_disputed,
        {{ flag_or('is_live', 'null') }} as is_live,

        -- times
        {{ epoch_or_null('created_at') }} as created_at,

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
