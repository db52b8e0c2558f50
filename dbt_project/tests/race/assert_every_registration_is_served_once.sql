-- A registration that is landed and current is served once, be it live or removed, and
-- once in each event that it is or was in by a super event. Nothing is served that no
-- provider has.
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
        min(event_id) as event_id,
        count(*) as served_count
    from {{ ref('unified_participants') }}
    group by source_provider, connection, registration_id
),

compared as (
    select
        landed.registration_id is not null as is_landed,
        served.event_id,
        served.served_count,
        coalesce(landed.source_provider, served.source_provider) as source_provider,
        coalesce(landed.connection, served.connection) as connection,
        coalesce(landed.registration_id, served.registration_id) as registration_id
    from landed
    full join served
        on
            landed.source_provider = served.source_provider
            and landed.connection = served.connection
            and landed.registration_id = served.registration_id
)

select
    compared.connection,
    compared.registration_id,
    compared.served_count
from compared
left join landed as whole
    on
        not compared.is_landed
        and compared.source_provider = whole.source_provider
        and compared.connection = whole.connection
        and compared.registration_id
        = concat(compared.event_id, '|', whole.registration_id)
where
    compared.served_count is null
    or compared.served_count <> 1
    or (not compared.is_landed and whole.registration_id is null)
