-- A registration has at most one result in a scoring event.
select
    source_provider,
    connection,
    event_id,
    participant_key
from {{ ref('unified_results') }}
where participant_key is not null
group by source_provider, connection, event_id, participant_key
having count(*) > 1
