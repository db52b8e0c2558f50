{% set person = [
    'first_name', 'last_name', 'email', 'phone', 'gender', 'city', 'state', 'country_code',
    'bib_number', 'chip', 'team_name', 'choice', 'age', 'date_of_birth',
    'registration_date', 'removed_reason', 'is_removed', 'updated_at', 'extracted_at',
] %}

with

participants as (
    select * from {{ ref('int_race__participants_resolved') }}
),

events as (
    select * from {{ ref('int_race__events_unioned') }} where not is_scoring
),

parts as (
    select
        whole.source_provider,
        whole.connection,
        whole.event_id as whole_id,
        events.event_id
    from events as whole
    inner join events
        on
            whole.source_provider = events.source_provider
            and whole.connection = events.connection
            and whole.race_id = events.race_id
            and strpos(
                ',' || whole.sub_event_ids || ',', ',' || events.event_id || ','
            ) > 0
    where whole.sub_event_ids is not null and whole.event_id <> events.event_id
),

-- a super event is entered with all of its events; any other is not in here
places as (
    select
        source_provider,
        connection,
        whole_id,
        event_id
    from parts
    union
    select
        source_provider,
        connection,
        whole_id,
        cast(null as text) as event_id
    from parts
),

final as (
    select
        participants.source_provider,
        participants.connection,
        case
            when places.event_id is not null
                then concat(places.event_id, '|', participants.registration_id)
            else participants.registration_id
        end as registration_id,
        participants.race_id,
        coalesce(places.event_id, participants.event_id) as event_id,
        case
            when places.event_id is not null and participants.transferred_to is not null
                then concat(places.event_id, '|', participants.transferred_to)
            else participants.transferred_to
        end as transferred_to,
        participants.{{ person | join(',\n        participants.') }}
    from participants
    left join places
        on
            participants.source_provider = places.source_provider
            and participants.connection = places.connection
            and participants.event_id = places.whole_id
)

select * from final
