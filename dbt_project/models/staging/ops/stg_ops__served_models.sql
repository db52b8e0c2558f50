with

source as (
    select * from {{ source('ops', 'sync_metadata') }}
    where active_version is not null
),

unpacked as (
    select
        source.entity,
        (seen.item).key as connection,
        (seen.item).value as load_id
    from source
    cross join {{ json_pairs(
        'cast(source.load_ids as ' ~ raw_column_type('json') ~ ')', 'seen'
    ) }}
),

renamed as (
    select
        -- ids
        entity as model,
        connection,
        load_id
    from unpacked
)

select * from renamed
