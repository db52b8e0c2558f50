-- The next incremental read starts no later than this one began, and never goes back,
-- so that whatever changed while it was reading is asked for again.
select
    source_provider,
    load_id,
    entity,
    cursor_from,
    cursor_to,
    started_at
from {{ ref('loads') }}
where cursor_to > started_at or cursor_from > cursor_to
