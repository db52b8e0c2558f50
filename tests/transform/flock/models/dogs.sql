select
    dogs.dog_id,
    min(sheep.generation) as generation,
    count(*) as sheep_count
from {{ source('raw_feed', 'dogs_json') }} as dogs
cross join {{ ref('sheep') }} as sheep
group by dogs.dog_id
