select faults.fault
from {{ source('switches', 'faults') }} as faults
cross join {{ ref('farms') }} as farms
where faults.fault = 'test'
