with

loads as (
    select * from {{ ref('int_ops__loads_unioned') }} where is_visible
),

served as (
    select * from {{ ref('stg_ops__served_models') }}
),

tables as (
    select * from {{ ref('stg_ops__raw_tables') }}
),

breadths as (
    select
        model,
        count(*) as table_count
    from tables
    group by model
),

read_entities as (
    select distinct
        source_provider,
        connection,
        entity
    from loads
),

newest as (
    -- of all models that are made of a connection's records
    select
        connection,
        max(load_id) as load_id
    from served
    group by connection
),

standing as (
    -- a model of one table is served at once, what sums several up waits for a build
    select
        served.connection,
        tables.source_provider,
        tables.entity,
        min(served.load_id) filter (where breadths.table_count = 1) as alone_load_id,
        min(served.load_id) as load_id
    from served
    inner join tables
        on served.model = tables.model
    inner join breadths
        on served.model = breadths.model
    group by served.connection, tables.source_provider, tables.entity
),

final as (
    select
        read_entities.source_provider,
        read_entities.connection,
        read_entities.entity,
        coalesce(standing.alone_load_id, standing.load_id, newest.load_id)
            as served_load_id
    from read_entities
    inner join newest
        on read_entities.connection = newest.connection
    left join standing
        on
            read_entities.source_provider = standing.source_provider
            and read_entities.connection = standing.connection
            and read_entities.entity = standing.entity
)

select * from final
