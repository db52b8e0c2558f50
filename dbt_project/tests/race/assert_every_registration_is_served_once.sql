-- A registration that is landed and current is served exactly once, be it live or
-- removed, and nothing is served that no provider has.
with

landed as (
    select distinct
        source_provider,
        connection,
        registration_id
    from {{ ref('int_race__participants_unioned') }}
),

served as (
    select
        source_provider,
        connection,
        registration_id,
        count(*) as served_count
    from {{ ref('unified_participants') }}
    group by source_provider, connection, registration_id
)

select
    coalesce(landed.connection, served.connection) as connection,
    coalesce(landed.registration_id, served.registration_id) as registration_id,
    served.served_count
from landed
full join served
    on
        landed.source_provider = served.source_provider
        and landed.connection = served.connection
        and landed.registration_id = served.registration_id
where
    landed.registration_id is null
    or served.served_count is null
    or served.served_count <> 1
