with

source as (
    {{ current_rows(
        source('raw_stripe', 'subscriptions_json'), 'stripe', 'subscriptions'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'customer_id': 'customer',
            'latest_invoice_id': 'latest_invoice',
            'schedule_id': 'schedule',
            'status': 'status',
            'currency_code': 'currency',
            'collection_method': 'collection_method',
            'cancellation_reason': ['cancellation_details', 'reason'],
            'cancellation_feedback': ['cancellation_details', 'feedback'],
            'pause_behavior': ['pause_collection', 'behavior'],
            'metadata': 'metadata',
            'days_until_due': 'days_until_due',
            'is_ending': 'cancel_at_period_end',
            'is_live': 'livemode',
            'started_at': 'start_date',
            'billing_anchor_at': 'billing_cycle_anchor',
            'current_period_start_at': 'current_period_start',
            'current_period_end_at': 'current_period_end',
            'trial_start_at': 'trial_start',
            'trial_end_at': 'trial_end',
            'cancel_at': 'cancel_at',
            'cancelled_at': 'canceled_at',
            'ended_at': 'ended_at',
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
        key as subscription_id,
        customer_id,
        latest_invoice_id,
        schedule_id,

        -- text
        status,
        upper(currency_code) as currency_code,
        collection_method,
        cancellation_reason,
        cancellation_feedback,
        pause_behavior,
        metadata,

        -- numbers
        {{ integer_or_null('days_until_due') }} as days_until_due,

        -- booleans
        {{ flag_or('is_ending', 'null') }} as is_ending,
        {{ flag_or('is_live', 'null') }} as is_live,

        -- times
        {{ epoch_or_null('started_at') }} as started_at,
        {{ epoch_or_null('billing_anchor_at') }} as billing_anchor_at,
        {{ epoch_or_null('current_period_start_at') }} as current_period_start_at,
        {{ epoch_or_null('current_period_end_at') }} as current_period_end_at,
        {{ epoch_or_null('trial_start_at') }} as trial_start_at,
        {{ epoch_or_null('trial_end_at') }} as trial_end_at,
        {{ epoch_or_null('cancel_at') }} as cancel_at,
        {{ epoch_or_null('cancelled_at') }} as cancelled_at,
        {{ epoch_or_null('ended_at') }} as ended_at,
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
