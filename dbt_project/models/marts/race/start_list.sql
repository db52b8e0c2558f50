{% set registration = ['participant_key', 'record_id', 'source_provider', 'connection',
    'timing_partner_id', 'race_id', 'event_key', 'registration_id'] %}
{% set destination = ['scoring_connection', 'scoring_race_id', 'scoring_event'] %}
{% set person = ['first_name', 'last_name', 'gender', 'bib_number', 'chip', 'team_name',
    'event_name', 'choice', 'age', 'date_of_birth', 'fetched_date'] %}

with

participants as (
    select
        *,
        concat(first_name, ' ', last_name) as full_name,
        source_provider || '-' || registration_id as record_id
    from {{ ref('unified_participants') }}
    where status = 'active'
),

mappings as (
    select * from {{ ref('int_race__event_mappings_resolved') }}
),

placeholders as (
    select * from {{ ref('placeholder_names') }}
),

choices as (
    select distinct
        connection,
        event_id,
        choice
    from mappings
    where choice is not null
),

placed as (
    select
        participants.{{ (registration + person) | join(',\n        participants.') }},
        mappings.{{ destination | join(',\n        mappings.') }},
        -- zeros before a number are no part of it, as scoring systems keep bibs
        case
            when participants.bib_number ~ '^[0-9]+$'
                then coalesce(nullif(ltrim(participants.bib_number, '0'), ''), '0')
            else participants.bib_number
        end as bib,
        case
            when mappings.connection is null then 'unmapped'
            when trim(participants.full_name) = '' then 'no_name'
            when placeholders.name is not null then 'placeholder'
            else mappings.held_back_reason
        end as reason
    from participants
    left join choices
        on
            participants.connection = choices.connection
            and participants.event_id = choices.event_id
            and participants.choice = choices.choice
    left join mappings
        on
            participants.connection = mappings.connection
            and participants.race_id = mappings.race_id
            and case
                when trim(participants.event_name) <> '' then participants.event_id
                else ''
            end = coalesce(mappings.event_id, '')
            and coalesce(choices.choice, '') = coalesce(mappings.choice, '')
    left join placeholders
        on {{ normalized_name('participants.full_name') }} = placeholders.name
),

shared_bibs as (
    select
        {{ (destination + ['bib']) | join(',\n        ') }}
    from placed
    where reason is null and bib is not null
    group by {{ destination | join(', ') }}, bib
    having min(record_id) <> max(record_id)
),

final as (
    select
        concat(placed.participant_key, '>', placed.scoring_connection) as start_key,
        placed.{{ (registration + destination + person) | join(',\n        placed.') }},
        case
            when placed.reason is null and shared_bibs.bib is null then 'ready'
            else 'held_back'
        end as status,
        case when shared_bibs.bib is null then placed.reason else 'duplicate_bib' end
            as held_back_reason
    from placed
    left join shared_bibs
        on
            placed.reason is null
            and placed.scoring_connection = shared_bibs.scoring_connection
            and placed.scoring_race_id = shared_bibs.scoring_race_id
            and placed.scoring_event = shared_bibs.scoring_event
            and placed.bib = shared_bibs.bib
)

select * from final
