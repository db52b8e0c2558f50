select 1 as wrong
from {{ ref('farms') }} as farms
cross join {{ ref('sheep') }} as sheep
where farms.generation <> sheep.generation
