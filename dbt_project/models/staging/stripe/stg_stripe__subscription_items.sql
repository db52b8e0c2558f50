with

source as (
    {{ current_rows(
        source('raw_stripe', 'subscriptions_json'), 'stripe', 'subscriptions'
    ) }}
),

listed as (
    select
        source.connection,
        source.key,
        source.extracted_at,
        source._dlt_load_id,
        item.place,
        item.item as item_data
    from source
    cross join {{ json_items("source.data -> 'items'", 'data', 'item') }}
    where {{ json_kind("source.data -> 'items'", 'data') }} = 'array'
),

parsed as (
    select
        {{ json_fields('listed.item_data', {
            'subscription_item_id': 'id',
            'plan_id': ['plan', 'id'],
            'price_id': ['price', 'id'],
            'plan_product_id': ['plan', 'product'],
            'price_product_id': ['price', 'product'],
            'plan_currency': ['plan', 'currency'],
            'price_currency': ['price', 'currency'],
            'plan_interval': ['plan', 'interval'],
            'price_interval': ['price', 'recurring', 'interval'],
            'plan_usage_type': ['plan', 'usage_type'],
            'price_usage_type': ['price', 'recurring', 'usage_type'],
            'plan_interval_count': ['plan', 'interval_count'],
            'price_interval_count': ['price', 'recurring', 'interval_count'],
            'plan_decimal': ['plan', 'amount_decimal'],
            'price_decimal': ['price', 'unit_amount_decimal'],
            'plan_amount': ['plan', 'amount'],
            'price_amount': ['price', 'unit_amount'],
            'quantity': 'quantity',
            'current_period_start_at': 'current_period_start',
            'current_period_end_at': 'current_period_end',
        }) }},
        listed.connection,
        listed.key,
        listed.place,
        listed.extracted_at,
        listed._dlt_load_id
    from listed
    {{ evaluate_once() }}
),

renamed as (
    select
        -- ids
        subscription_item_id,
        key as subscription_id,
        coalesce(plan_id, price_id) as plan_id,
        coalesce(plan_product_id, price_product_id) as product_id,

        -- text
        upper(coalesce(plan_currency, price_currency)) as currency_code,
        coalesce(plan_interval, price_interval) as billing_interval,
        coalesce(plan_usage_type, price_usage_type) as usage_type,

        -- amounts, in the smallest unit of the currency
        coalesce(
            {{ exact_or_null('plan_decimal') }}, {{ exact_or_null('price_decimal') }},
            {{ exact_or_null('plan_amount') }}, {{ exact_or_null('price_amount') }}
        ) as unit_minor,

        -- numbers
        place,
        {{ integer_or_null('coalesce(plan_interval_count, price_interval_count)') }}
            as interval_count,
        {{ integer_or_null('quantity') }} as quantity,

        -- times
        {{ epoch_or_null('current_period_start_at') }} as current_period_start_at,
        {{ epoch_or_null('current_period_end_at') }} as current_period_end_at,

        -- load
        connection,
        key,
        extracted_at,
        _dlt_load_id
    from parsed
)

select * from renamed
