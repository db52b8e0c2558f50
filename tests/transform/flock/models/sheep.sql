select
    sheep.sheep_id,
    sheep.name,
    sheep.generation
from {{ source('raw_feed', 'sheep_json') }} as sheep
