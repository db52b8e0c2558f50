with

source as (
    {{ current_rows(source('raw_stripe', 'plans_json'), 'stripe', 'plans') }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'product_id': 'product',
            'nickname': 'nickname',
            'currency_code': 'currency',
            'billing_scheme': 'billing_scheme',
            'billing_interval': 'interval',
            'usage_type': 'usage_type',
            'tiers_mode': 'tiers_mode',
            'meter_id': 'meter',
            'metadata': 'metadata',
            'unit_minor': 'amount_decimal',
            'whole_minor': 'amount',
            'interval_count': 'interval_count',
            'trial_days': 'trial_period_days',
            'is_active': 'active',
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
        key as plan_id,
        product_id,
        meter_id,

        -- text
        nickname,
        upper(currency_code) as currency_code,
        billing_scheme,
        billing_interval,
        usage_type,
        tiers_mode,
        metadata,

        -- amounts, in the smallest unit of the currency
        coalesce(
            {{ exact_or_null('unit_minor') }}, {{ exact_or_null('whole_minor') }}
        ) as unit_minor,

        -- numbers
        {{ integer_or_null('interval_count') }} as interval_count,
        {{ integer_or_null('trial_days') }} as trial_days,

        -- booleans
        {{ flag_or('is_active', 'null') }} as is_active,
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
