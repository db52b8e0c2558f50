{% set columns = [
    'connection', 'race_id', 'event_id', 'choice', 'scoring_connection', 'scoring_race_id',
    'scoring_event', 'decided_by', 'held_back_reason',
] %}

with

chosen as (
    select * from {{ ref('int_race__event_mappings_ranked') }} where place_rank = 1
),

fed_races as (
    select * from {{ ref('int_race__event_mappings_recorded') }}
    where state = 'confirmed' and event_id is null and event_name is null
),

exact as (
    select
        connection,
        race_id,
        event_name
    from {{ ref('int_race__event_names_compared') }}
    where is_scoring
    group by connection, race_id, event_name
    having count(*) = 1
),

-- a name that two events have, or have but for case and accents, is neither's
alike as (
    select
        connection,
        race_id,
        name,
        min(event_name) as event_name
    from {{ ref('int_race__event_names_compared') }}
    where is_scoring
    group by connection, race_id, name
    having count(*) = 1
),

matched as (
    select
        chosen.connection,
        chosen.race_id,
        chosen.event_id,
        chosen.choice,
        chosen.scoring_connection,
        coalesce(chosen.scoring_race_id, fed_races.scoring_race_id) as scoring_race_id,
        coalesce(exact.event_name, alike.event_name) as scoring_event,
        chosen.decided_by,
        case
            when chosen.wanted_event is null then 'excluded_event'
            when coalesce(exact.event_name, alike.event_name) is null
                then 'unknown_event'
        end as held_back_reason
    from chosen
    left join fed_races
        on
            chosen.connection = fed_races.connection
            and chosen.race_id = fed_races.race_id
            and chosen.scoring_connection = fed_races.scoring_connection
    left join exact
        on
            chosen.scoring_connection = exact.connection
            and chosen.scoring_race_id = exact.race_id
            and chosen.wanted_event = exact.event_name
    left join alike
        on
            chosen.scoring_connection = alike.connection
            and chosen.scoring_race_id = alike.race_id
            and {{ normalized_name('chosen.wanted_event') }} = alike.name
),

placed as (
    select * from matched

    union all

    -- who names no event stands in the race all the same
    select
        connection,
        race_id,
        null as event_id,
        null as choice,
        scoring_connection,
        scoring_race_id,
        null as scoring_event,
        decided_by,
        'no_event' as held_back_reason
    from fed_races
),

final as (
    select
        {{ row_hash(columns[:5]) }} as mapping_key,
        {{ columns | join(',\n        ') }}
    from placed
)

select * from final
