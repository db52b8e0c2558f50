{% set entry = [
    'connection', 'registration_id', 'race_id', 'event_id', 'first_name', 'last_name',
    'email', 'phone', 'gender', 'city', 'state', 'country_code', 'bib_number', 'chip',
    'team_name', 'choice', 'is_cancelled', 'is_active', 'age', 'date_of_birth',
    'registration_date', 'updated_at', 'extracted_at', '_dlt_load_id', 'listed_load_id',
] | join(',\n        ') %}

-- a table: its records are parsed eight times over, and whoever reads it reads it twice
{{ config(materialized='table') }}

with

detailed as (
    select * from {{ ref('int_race__haku_entries_detailed') }}
),

listed as (
    select * from {{ ref('int_race__haku_registrations_listed') }}
),

listings as (
    select * from {{ ref('stg_haku__registration_listings') }} where not deleted
),

entries as (
    select {{ entry }} from detailed
    union all
    select {{ entry }} from listed
),

-- absence counts only where a later load has read the event's list to its end;
-- the detail of who is gone from it stays
final as (
    select
        entries.connection,
        entries.registration_id,
        entries.race_id,
        entries.event_id,
        entries.first_name,
        entries.last_name,
        entries.email,
        entries.phone,
        entries.gender,
        entries.city,
        entries.state,
        entries.country_code,
        entries.bib_number,
        entries.chip,
        entries.team_name,
        entries.choice,
        case
            when entries.is_cancelled then 'cancelled'
            when coalesce(entries.listed_load_id, '') < listings._dlt_load_id
                then 'vanished'
            when not entries.is_active then 'removed'
        end as removed_reason,
        entries.age,
        entries.date_of_birth,
        entries.registration_date,
        entries.updated_at,
        entries.extracted_at,
        entries._dlt_load_id
    from entries
    left join listings
        on
            entries.connection = listings.connection
            and entries.race_id = listings.event_id
)

select * from final
