{% set columns = [
    'connection', 'race_id', 'event_id', 'choice', 'scoring_connection', 'scoring_race_id',
    'wanted_event', 'decided_by',
] %}

with

mappings as (
    select * from {{ ref('int_race__event_mappings_unioned') }}
),

choices as (
    select distinct
        connection,
        event_id,
        choice
    from mappings
),

targets as (
    select distinct
        connection,
        event_id,
        scoring_connection
    from mappings
    where scoring_connection is not null
),

-- a decision for nowhere is about every connection that the event would be sent to
proposed as (
    select
        choices.connection,
        mappings.race_id,
        choices.event_id,
        choices.choice,
        coalesce(mappings.scoring_connection, targets.scoring_connection)
            as scoring_connection,
        mappings.scoring_race_id,
        mappings.wanted_event,
        mappings.decided_by,
        case
            when mappings.is_setting then 5
            when mappings.choice is null and mappings.scoring_connection is null then 4
            when mappings.choice is null then 3
            when mappings.scoring_connection is null then 2
            else 1
        end as place
    from choices
    inner join mappings
        on
            choices.connection = mappings.connection
            and choices.event_id = mappings.event_id
            and (mappings.choice is null or choices.choice = mappings.choice)
    left join targets
        on
            mappings.connection = targets.connection
            and mappings.event_id = targets.event_id
            and mappings.scoring_connection is null
),

ranked as (
    select
        proposed.*,
        row_number() over (
            partition by
                proposed.connection,
                proposed.event_id,
                proposed.choice,
                proposed.scoring_connection
            order by proposed.place asc, proposed.decided_by asc
        ) as place_rank
    from proposed
),

final as (
    select
        {{ row_hash(columns[:5] + ['place_rank']) }} as mapping_key,
        {{ columns | join(',\n        ') }},
        place_rank
    from ranked
)

select * from final
