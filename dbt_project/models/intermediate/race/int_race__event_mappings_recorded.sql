{% set key = [
    'connection', 'race_id', 'event_id', 'event_name', 'choice', 'scoring_connection',
    'scoring_race_id', 'scoring_event', 'state',
] %}

with

-- written by people and from connections' settings: no provider's source stands before
final as (
    select
        {{ row_hash(key) }} as mapping_key,
        timing_partner_id,
        connection,
        race_id,
        event_id,
        event_name,
        choice,
        scoring_connection,
        scoring_race_id,
        scoring_event,
        state,
        decided_by,
        decided_at
    from ops.event_mappings
)

select * from final
