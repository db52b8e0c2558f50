select
    events.event_id,
    events.name as event_name
from {{ source('raw_bench', 'events_json') }} as events
