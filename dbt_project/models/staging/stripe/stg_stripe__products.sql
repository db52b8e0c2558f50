with

source as (
    {{ current_rows(source('raw_stripe', 'products_json'), 'stripe', 'products') }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'default_price_id': 'default_price',
            'name': 'name',
            'description': 'description',
            'product_type': 'type',
            'unit_label': 'unit_label',
            'url': 'url',
            'metadata': 'metadata',
            'is_active': 'active',
            'is_live': 'livemode',
            'created_at': 'created',
            'changed_at': 'updated',
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
        key as product_id,
        default_price_id,

        -- text
        name,
        description,
        product_type,
        unit_label,
        url,
        metadata,

        -- booleans
        {{ flag_or('is_active', 'null') }} as is_active,
        {{ flag_or('is_live', 'null') }} as is_live,

        -- times
        {{ epoch_or_null('created_at') }} as created_at,
        {{ epoch_or_null('changed_at') }} as changed_at,

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
