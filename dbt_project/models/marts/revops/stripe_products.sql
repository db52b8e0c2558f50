with

products as (
    select * from {{ ref('stg_stripe__products') }}
    where not deleted
),

final as (
    select
        products.connection || '-' || products.product_id as product_key,
        cast(products.connection as text) as connection,
        cast(products.product_id as text) as product_id,
        products.default_price_id,
        products.name,
        products.description,
        products.product_type,
        products.unit_label,
        products.url,
        products.metadata,
        products.is_active,
        products.is_live,
        products.created_at,
        products.changed_at,
        products.extracted_at as fetched_at,
        cast(products._dlt_load_id as text) as load_id
    from products
)

select * from final
