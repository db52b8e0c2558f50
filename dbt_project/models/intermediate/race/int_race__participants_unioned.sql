{% set person = [
    'connection', 'registration_id', 'race_id', 'event_id', 'first_name', 'last_name',
    'email', 'phone', 'gender', 'city', 'state', 'country_code', 'bib_number', 'chip',
    'team_name', 'age', 'date_of_birth', 'registration_date', 'updated_at',
    'extracted_at', '_dlt_load_id',
] | join(',\n        ') %}

with

runsignup_participants as (
    select * from {{ ref('stg_runsignup__participants') }}
),

runsignup_removals as (
    select * from {{ ref('stg_runsignup__removed_participants') }}
),

race_roster_participants as (
    select * from {{ ref('int_race__roster_participants_listed') }}
),

haku_entries as (
    select * from {{ ref('int_race__haku_entries_completed') }}
),

final as (
    select
        'runsignup' as source_provider,
        false as is_removal,
        cast(null as text) as removed_reason,
        cast(null as text) as transferred_to,
        choice,
        {{ person }}
    from runsignup_participants
    where not deleted

    union all

    select
        'runsignup' as source_provider,
        true as is_removal,
        -- in this list stands who was removed, whatever word it has for that
        case
            when removed_reason in ('cleared', 'transferred', 'deferred')
                then removed_reason
            else 'removed'
        end as removed_reason,
        new_registration_id as transferred_to,
        cast(null as text) as choice,
        {{ person }}
    from runsignup_removals

    union all

    select
        'race_roster' as source_provider,
        removed_reason is not null as is_removal,
        removed_reason,
        cast(null as text) as transferred_to,
        choice,
        {{ person }}
    from race_roster_participants

    union all

    select
        'haku' as source_provider,
        removed_reason is not null as is_removal,
        removed_reason,
        cast(null as text) as transferred_to,
        choice,
        {{ person }}
    from haku_entries
)

select * from final
