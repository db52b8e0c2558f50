with

entries as (
    select * from {{ ref('stg_chronotrack__entries') }} where not deleted
),

listings as (
    select * from {{ ref('stg_chronotrack__entry_listings') }} where not deleted
),

-- a row is gone once a later load has read its event's list to the end without it
final as (
    select
        entries.connection,
        entries.event_id,
        entries.race_id,
        entries.entry_id,
        entries.external_id,
        entries.team_id,
        entries.reg_choice_id,
        entries.wave_name,
        entries.entry_type,
        entries.status,
        entries.bib_number,
        entries.first_name,
        entries.last_name,
        entries.gender,
        entries.bracket_name as category,
        entries.email,
        entries.phone,
        entries.city,
        entries.state,
        entries.country_code,
        entries.team_name,
        entries.age,
        entries.date_of_birth,
        entries.extracted_at
    from entries
    left join listings
        on
            entries.connection = listings.connection
            and entries.event_id = listings.event_id
    where entries._dlt_load_id >= coalesce(listings._dlt_load_id, '')
)

select * from final
