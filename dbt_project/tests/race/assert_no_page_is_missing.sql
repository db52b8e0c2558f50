{{ config(severity='warn') }}
-- A complete read holds as many rows as the provider itself counts. A registration made
-- between the count and the read may differ, hence no error.
select
    source_provider,
    load_id,
    entity,
    fetched_count,
    upstream_total
from {{ ref('loads') }}
where is_visible and mode = 'full' and fetched_count <> upstream_total
