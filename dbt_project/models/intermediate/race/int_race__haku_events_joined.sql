with

events as (
    select * from {{ ref('stg_haku__events') }} where not deleted
),

categories as (
    select * from {{ ref('int_race__haku_categories_collected') }}
),

final as (
    select
        categories.connection,
        categories.race_id,
        categories.event_id,
        events.event_name as race_name,
        categories.category_name as event_name,
        events.event_type,
        -- the event's distance is that of one category at most
        cast(null as text) as distance,
        events.time_zone as timezone,
        events.city,
        events.state,
        cast(null as text) as country_code,
        false as is_volunteer,
        false as is_over,
        events.event_date,
        events.starts_at,
        cast(null as timestamp with time zone) as ends_at,
        categories.extracted_at
    from categories
    left join events
        on
            categories.connection = events.connection
            and categories.race_id = events.event_id
)

select * from final
