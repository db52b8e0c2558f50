{% set person = [
    'first_name', 'last_name', 'email', 'phone', 'gender', 'city', 'state', 'country_code',
    'bib_number', 'chip', 'team_name', 'choice', 'age', 'date_of_birth',
    'registration_date', 'updated_at', 'extracted_at',
] | join(',\n        ') %}
{% set key = 'source_provider, connection, registration_id' %}

with

participants as (
    select * from {{ ref('int_race__participants_resolved') }}
),

parts as (
    select * from {{ ref('int_race__event_parts_listed') }}
),

noted as (
    select * from {{ ref('int_race__places_noted') }}
),

-- a row for each event that it was ever in by a super event, and one for where it is
former as (
    select {{ key }}, whole_id, event_id, event_ids from noted
    union all
    select distinct {{ key }}, null as whole_id, null as event_id, event_ids from noted
),

-- DuckDB takes a third join for one of a single row, and then holds everybody in memory
placed as (
    select
        participants.*,
        nullif(parts.event_id, parts.whole_id) as part_id,
        former.event_id as left_id,
        former.whole_id as left_whole_id,
        -- in an event that it was in before it keeps the id that it has there
        case
            when strpos(former.event_ids, ',' || participants.event_id || ',') > 0
                then concat(participants.event_id, '|', participants.registration_id)
            else participants.registration_id
        end as own_id
    from participants
    left join parts
        on
            participants.source_provider = parts.source_provider
            and participants.connection = parts.connection
            and participants.event_id = parts.whole_id
    left join former
        on
            participants.source_provider = former.source_provider
            and participants.connection = former.connection
            and participants.registration_id = former.registration_id
            and (parts.event_id is null or parts.event_id = parts.whole_id)
    -- that a super event's list of events has got shorter proves nothing
    where
        former.event_id is null
        or (
            participants.event_id <> former.whole_id
            and coalesce(strpos(parts.event_ids, ',' || former.event_id || ','), 0) = 0
        )
),

final as (
    select
        source_provider,
        connection,
        case
            when part_id is not null then concat(part_id, '|', registration_id)
            when left_id is null then own_id
            when left_id = event_id then registration_id
            else concat(left_id, '|', registration_id)
        end as registration_id,
        race_id,
        case
            when left_id = event_id then left_whole_id
            else coalesce(part_id, left_id, event_id)
        end as event_id,
        case
            when left_id is not null then own_id
            when part_id is not null and transferred_to is not null
                then concat(part_id, '|', transferred_to)
            else transferred_to
        end as transferred_to,
        case when left_id is null then removed_reason else 'moved' end
            as removed_reason,
        is_removed or left_id is not null as is_removed,
        {{ person }}
    from placed
)

select * from final
