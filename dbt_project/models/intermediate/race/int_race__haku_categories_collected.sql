with

entries as (
    select * from {{ ref('stg_haku__entries') }}
    where not deleted and category_id is not null
),

details as (
    select * from {{ ref('stg_haku__registration_details') }} where not deleted
),

named as (
    select
        entries.connection,
        details.race_id,
        entries.category_id,
        coalesce(entries.category_name, entries.master_name) as category_name,
        entries.extracted_at,
        row_number() over (
            partition by entries.connection, details.race_id, entries.category_id
            order by entries.extracted_at desc, entries.entry_id desc
        ) as place
    from entries
    inner join details
        on
            entries.connection = details.connection
            and entries.registration_key = details.registration_id
),

final as (
    select
        connection,
        race_id,
        race_id || '|' || category_id as event_id,
        category_id,
        category_name,
        extracted_at
    from named
    where place = 1
)

select * from final
