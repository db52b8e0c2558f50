-- Everybody who is to start stands on the start list, ready or held back with a reason.
select participants.participant_key
from {{ ref('unified_participants') }} as participants
left join {{ ref('start_list') }} as listed
    on participants.participant_key = listed.participant_key
where participants.status = 'active' and listed.participant_key is null
