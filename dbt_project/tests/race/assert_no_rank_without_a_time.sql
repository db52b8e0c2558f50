-- Only finishers with a time are ranked: a time that is withdrawn takes its rank along.
select
    result_key,
    status,
    gun_time_ms,
    overall_rank
from {{ ref('unified_results') }}
where
    is_ranked <> (overall_rank is not null)
    or (overall_rank is not null and status <> 'finished')
    or (overall_rank is not null and coalesce(gun_time_ms, 0) <= 0)
    or (gender_rank is not null and overall_rank is null)
    or (category_rank is not null and overall_rank is null)
