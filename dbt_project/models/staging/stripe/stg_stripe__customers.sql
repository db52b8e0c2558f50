with

source as (
    {{ current_rows(source('raw_stripe', 'customers_json'), 'stripe', 'customers') }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'name': 'name',
            'email': 'email',
            'phone': 'phone',
            'description': 'description',
            'street': ['address', 'line1'],
            'street_more': ['address', 'line2'],
            'postal_code': ['address', 'postal_code'],
            'city': ['address', 'city'],
            'state': ['address', 'state'],
            'country_code': ['address', 'country'],
            'currency_code': 'currency',
            'invoice_prefix': 'invoice_prefix',
            'tax_exempt': 'tax_exempt',
            'metadata': 'metadata',
            'balance_minor': 'balance',
            'is_delinquent': 'delinquent',
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
        key as customer_id,

        -- text
        name,
        email,
        phone,
        description,
        street,
        street_more,
        postal_code,
        city,
        state,
        country_code,
        upper(currency_code) as currency_code,
        invoice_prefix,
        tax_exempt,
        metadata,

        -- amounts, in the smallest unit of the currency
        {{ integer_or_null('balance_minor') }} as balance_minor,

        -- booleans
        {{ flag_or('is_delinquent', 'null') }} as is_delinquent,
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
