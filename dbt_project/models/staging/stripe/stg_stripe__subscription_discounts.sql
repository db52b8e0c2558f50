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
        discount.place,
        discount.item
    from source
    cross join {{ json_items('source.data', 'discounts', 'discount') }}
    where {{ json_kind('source.data', 'discounts') }} = 'array'
),

single as (
    select
        source.connection,
        source.key,
        source.extracted_at,
        source._dlt_load_id,
        1 as place,
        source.data -> 'discount' as item
    from source
    where
        {{ json_kind('source.data', 'discount') }} = 'object'
        and coalesce({{ json_kind('source.data', 'discounts') }}, '') <> 'array'
),

found as (
    select * from listed
    union all
    select * from single
),

parsed as (
    select
        {{ json_fields('found.item', {
            'discount_id': 'id',
            'duration': ['coupon', 'duration'],
            'currency_code': ['coupon', 'currency'],
            'percent_off': ['coupon', 'percent_off'],
            'off_minor': ['coupon', 'amount_off'],
            'started_at': 'start',
            'ends_at': 'end',
        }) }},
        found.connection,
        found.key,
        found.place,
        found.extracted_at,
        found._dlt_load_id
    from found
    {{ evaluate_once() }}
),

renamed as (
    select
        -- ids
        key as subscription_id,
        discount_id,

        -- text
        duration,
        upper(currency_code) as currency_code,

        -- amounts, in the smallest unit of the currency
        {{ integer_or_null('off_minor') }} as off_minor,

        -- numbers
        place,
        {{ exact_or_null('percent_off') }} as percent_off,

        -- times
        {{ epoch_or_null('started_at') }} as started_at,
        {{ epoch_or_null('ends_at') }} as ends_at,

        -- load
        connection,
        key,
        extracted_at,
        _dlt_load_id
    from parsed
)

select * from renamed
