{{ config(severity='warn') }}
-- A provider that ignores the filter for changes gives everything at every read; one
-- that misreads it gives nothing, which shows as a total that disagrees.
with

loads as (
    select * from {{ ref('loads') }} where is_visible
),

complete as (
    select
        source_provider,
        connection,
        entity,
        max(fetched_count) as fetched_count
    from loads
    where mode = 'full'
    group by source_provider, connection, entity
)

select
    loads.source_provider,
    loads.load_id,
    loads.entity,
    loads.fetched_count
from loads
inner join complete
    on
        loads.source_provider = complete.source_provider
        and loads.connection = complete.connection
        and loads.entity = complete.entity
where
    loads.mode = 'incremental'
    and loads.fetched_count > 100
    and loads.fetched_count >= complete.fetched_count
