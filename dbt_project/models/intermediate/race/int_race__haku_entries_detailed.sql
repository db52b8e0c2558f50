with

registrations as (
    select * from {{ ref('stg_haku__registrations') }} where not deleted
),

details as (
    select * from {{ ref('stg_haku__registration_details') }} where not deleted
),

entries as (
    select * from {{ ref('stg_haku__entries') }} where not deleted
),

final as (
    select
        details.connection,
        entries.entry_id as registration_id,
        details.registration_id as registration_key,
        details.race_id,
        details.race_id || '|' || entries.category_id as event_id,
        details.first_name,
        details.last_name,
        details.email,
        details.phone,
        details.gender,
        details.city,
        details.state,
        details.country_code,
        entries.bib_number,
        entries.chip,
        details.team_name,
        nullif(trim(entries.wave_name), '') as choice,
        coalesce(registrations.is_cancelled, details.is_cancelled) as is_cancelled,
        entries.is_active,
        registrations.age,
        details.date_of_birth,
        coalesce(details.registration_date, registrations.registration_date)
            as registration_date,
        details.upstream_updated_at as updated_at,
        details.extracted_at,
        details._dlt_load_id,
        registrations._dlt_load_id as listed_load_id
    from details
    inner join entries
        on
            details.connection = entries.connection
            and details.registration_id = entries.registration_key
    left join registrations
        on
            details.connection = registrations.connection
            and details.registration_id = registrations.registration_id
)

select * from final
