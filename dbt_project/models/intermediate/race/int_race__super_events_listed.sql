with

registered as (
    select * from {{ ref('int_race__event_names_compared') }} where not is_scoring
),

final as (
    select
        registered.event_key,
        registered.timing_partner_id,
        registered.connection,
        registered.race_id,
        registered.event_id,
        registered.event_name,
        string_agg(parts.event_name, ', ' order by parts.event_name) as part_names
    from registered
    inner join registered as parts
        on
            registered.connection = parts.connection
            and registered.race_id = parts.race_id
            and strpos(
                ',' || registered.sub_event_ids || ',', ',' || parts.event_id || ','
            ) > 0
    group by
        registered.event_key,
        registered.timing_partner_id,
        registered.connection,
        registered.race_id,
        registered.event_id,
        registered.event_name
)

select * from final
