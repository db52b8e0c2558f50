select
    1 as farm_id,
    max(dogs.generation) as generation,
    (
        select max(cast(faults.fault as integer))
        from {{ source('switches', 'faults') }} as faults
        where faults.fault like 'model%'
    ) as fault
from {{ ref('dogs') }} as dogs
