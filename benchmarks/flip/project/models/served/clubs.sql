select
    clubs.club_id,
    clubs.name as club_name,
    count(runners.registration_id) as runner_count
from {{ source('raw_bench', 'clubs_json') }} as clubs
left join {{ ref('runners') }} as runners on clubs.club_id = runners.club_id
group by clubs.club_id, clubs.name
