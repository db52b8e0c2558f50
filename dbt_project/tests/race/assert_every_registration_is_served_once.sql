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
),

-- cut off here: put together in the join it compared everybody with everybody
doubtful as (
    select
        *,
        case
            when strpos(registration_id, event_id || '|') = 1
                then substr(registration_id, length(event_id) + 2)
        end as whole_id
    from compared
    where not is_landed or coalesce(served_count, 0) <> 1
)

select
    doubtful.connection,
    doubtful.registration_id,
    doubtful.served_count
from doubtful
left join landed as whole
    on
        not doubtful.is_landed
        and doubtful.source_provider = whole.source_provider
        and doubtful.connection = whole.connection
        and doubtful.whole_id = whole.registration_id
where coalesce(doubtful.served_count, 0) <> 1 or whole.registration_id is null
