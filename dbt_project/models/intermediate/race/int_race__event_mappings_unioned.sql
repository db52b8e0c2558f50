{% set columns = [
    'connection', 'race_id', 'event_id', 'choice', 'scoring_connection', 'scoring_race_id',
    'wanted_event', 'decided_by',
] %}

with

registered as (
    select * from {{ ref('int_race__event_names_compared') }} where not is_scoring
),

mappings as (
    select * from {{ ref('int_race__event_mappings_recorded') }}
    where state = 'confirmed'
),

fed_races as (
    select * from mappings where event_id is null and event_name is null
),

renamed as (
    select
        connection,
        race_id,
        scoring_connection,
        scoring_event,
        {{ normalized_name('event_name') }} as name
    from mappings
    where event_id is null and event_name is not null
),

proposed as (
    select
        connection,
        race_id,
        event_id,
        choice,
        scoring_connection,
        scoring_race_id,
        scoring_event as wanted_event,
        decided_by,
        false as is_setting
    from mappings
    where event_id is not null

    union all

    select
        registered.connection,
        registered.race_id,
        registered.event_id,
        cast(null as text) as choice,
        fed_races.scoring_connection,
        fed_races.scoring_race_id,
        case
            when renamed.name is null then registered.event_name
            else renamed.scoring_event
        end as wanted_event,
        fed_races.decided_by,
        true as is_setting
    from registered
    inner join fed_races
        on
            registered.connection = fed_races.connection
            and registered.race_id = fed_races.race_id
    left join renamed
        on
            fed_races.connection = renamed.connection
            and fed_races.race_id = renamed.race_id
            and fed_races.scoring_connection = renamed.scoring_connection
            and registered.name = renamed.name
),

final as (
    select
        {{ row_hash(columns[:6] + ['is_setting']) }} as mapping_key,
        {{ columns | join(',\n        ') }},
        is_setting
    from proposed
)

select * from final
