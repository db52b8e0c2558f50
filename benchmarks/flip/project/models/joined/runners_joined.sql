select
    cast(raw.registration_id as bigint) as registration_id,
    cast(raw.event_id as bigint) as event_id,
    clubs.club_id,
    trim(raw.first_name) as first_name,
    nullif(trim(raw.middle_name), '') as middle_name,
    trim(raw.last_name) as last_name,
    lower(trim(raw.email)) as email,
    case upper(raw.gender) when 'F' then 'female' when 'M' then 'male' end as gender,
    nullif(raw.phone, '') as phone,
    trim(raw.city) as city,
    upper(raw.state) as state,
    events.name as event_name,
    clubs.name as club_name,
    cast(nullif(raw.bib_number, '') as integer) as bib_number,
    cast(replace(raw.fee, '$', '') as numeric(18, 2)) as fee_amount,
    cast(replace(raw.extra_fee, '$', '') as numeric(18, 2)) as extra_fee_amount,
    raw.is_imported = 'T' as is_imported,
    cast(raw.born_on as date) as born_on,
    cast(raw.registered_at as timestamp with time zone) as registered_at,
    cast(nullif(raw.withdrawn_at, '') as timestamp with time zone) as withdrawn_at
from {{ source('raw_bench', 'registrations_json') }} as raw
inner join {{ source('raw_bench', 'events_json') }} as events
    on cast(raw.event_id as bigint) = events.event_id
left join {{ source('raw_bench', 'clubs_json') }} as clubs
    on cast(nullif(raw.club_id, '') as bigint) = clubs.club_id
