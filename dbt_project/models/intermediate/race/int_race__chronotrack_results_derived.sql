with

-- who was taken out has no result; the word for it is our own setting of the push
entries as (
    select * from {{ ref('int_race__chronotrack_entries_listed') }}
    where
        upper(coalesce(status, '')) <> '{{ var("chronotrack_withdrawn", "WITHDRAWN") }}'
),

results as (
    select * from {{ ref('int_race__chronotrack_results_listed') }}
),

races as (
    select * from {{ ref('stg_chronotrack__races') }} where not deleted
),

finishes as (
    select * from results where is_full and bracket_asked is null
),

ran as (
    select
        connection,
        event_id,
        race_id,
        scoring_id,
        min(first_name) as first_name,
        min(last_name) as last_name,
        min(bib_number) as bib_number,
        max(extracted_at) as extracted_at
    from results
    group by connection, event_id, race_id, scoring_id
),

-- nobody is missing: who is entered, and whoever passed a point without an entry
people as (
    select
        connection,
        event_id,
        race_id,
        entry_id
    from entries
    union
    select
        connection,
        event_id,
        race_id,
        scoring_id as entry_id
    from ran
),

final as (
    select
        people.connection,
        people.race_id || '|' || people.entry_id as key,
        people.event_id as race_id,
        people.race_id as event_id,
        entries.external_id as scoring_id,
        races.race_name as event_name,
        coalesce(finishes.first_name, entries.first_name, ran.first_name) as first_name,
        coalesce(finishes.last_name, entries.last_name, ran.last_name) as last_name,
        coalesce(finishes.gender, entries.gender) as gender,
        coalesce(finishes.bib_number, entries.bib_number, ran.bib_number) as bib_number,
        entries.category,
        case
            when lower(entries.status) in ('dq', 'dsq') then 'dq'
            when finishes.scoring_id is not null then 'finished'
            when lower(entries.status) in ('dnf', 'dns') then lower(entries.status)
            when ran.scoring_id is null then 'not_started'
            when races.actual_ends_at is not null then 'dnf'
            else 'running'
        end as status,
        finishes.gun_time_ms + coalesce(finishes.penalty_ms, 0) as gun_time_ms,
        finishes.chip_time_ms + coalesce(finishes.penalty_ms, 0) as chip_time_ms,
        case
            when finishes.started_at is not null
                then finishes.gun_time_ms - finishes.chip_time_ms
        end as start_offset_ms,
        finishes.rank as provider_rank,
        coalesce(ran.extracted_at, entries.extracted_at) as extracted_at
    from people
    left join entries
        on people.connection = entries.connection and people.entry_id = entries.entry_id
    left join finishes
        on
            people.connection = finishes.connection
            and people.race_id = finishes.race_id
            and people.entry_id = finishes.scoring_id
    left join ran
        on
            people.connection = ran.connection
            and people.race_id = ran.race_id
            and people.entry_id = ran.scoring_id
    left join races
        on people.connection = races.connection and people.race_id = races.race_id
)

select * from final
