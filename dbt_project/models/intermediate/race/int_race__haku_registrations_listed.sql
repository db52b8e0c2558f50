with

detailed as (
    select * from {{ ref('int_race__haku_entries_detailed') }}
),

registrations as (
    select * from {{ ref('stg_haku__registrations') }} where not deleted
),

categories as (
    select * from {{ ref('int_race__haku_categories_collected') }}
),

-- a name tells the category only where it stands for one
categories_by_name as (
    select
        connection,
        race_id,
        category_name,
        min(category_id) as category_id
    from categories
    group by connection, race_id, category_name
    having count(*) = 1
),

-- whose detail is still to be fetched, or names no category, stands here as listed
final as (
    select
        registrations.connection,
        registrations.registration_id
        || coalesce('|' || categories_by_name.category_id, '') as registration_id,
        registrations.race_id,
        registrations.race_id || '|' || categories_by_name.category_id as event_id,
        cast(null as text) as first_name,
        registrations.full_name as last_name,
        registrations.email,
        cast(null as text) as phone,
        registrations.gender,
        cast(null as text) as city,
        cast(null as text) as state,
        cast(null as text) as country_code,
        cast(null as text) as bib_number,
        cast(null as text) as chip,
        registrations.team_name,
        cast(null as text) as choice,
        registrations.is_cancelled,
        true as is_active,
        registrations.age,
        cast(null as date) as date_of_birth,
        registrations.registration_date,
        registrations.updated_at,
        registrations.extracted_at,
        registrations._dlt_load_id,
        registrations._dlt_load_id as listed_load_id
    from registrations
    left join detailed
        on
            registrations.connection = detailed.connection
            and registrations.registration_id = detailed.registration_key
    left join categories_by_name
        on
            registrations.connection = categories_by_name.connection
            and registrations.race_id = categories_by_name.race_id
            and registrations.category_name = categories_by_name.category_name
    where detailed.registration_key is null
)

select * from final
