{% set pair = [
    'timing_partner_id', 'connection', 'race_id', 'event_id', 'event_name',
    'scoring_connection', 'scoring_race_id', 'scoring_event_key', 'scoring_event',
] | join(',\n        ') %}
with

registered as (
    select * from {{ ref('int_race__event_names_compared') }} where not is_scoring
),

scored as (
    select * from {{ ref('int_race__event_names_compared') }} where is_scoring
),

-- joined on the day, so that it grows with the events and not with their square
paired as (
    select
        registered.event_key,
        scored.event_key as scoring_event_key,
        case when days.apart = 0 then 'same day' else 'a day apart' end as day_reason
    from registered
    cross join generate_series(-1, 1) as days (apart)
    inner join scored
        on
            registered.timing_partner_id = scored.timing_partner_id
            and registered.event_date + cast(days.apart as integer) = scored.event_date

    union all

    select
        registered.event_key,
        scored.event_key as scoring_event_key,
        'no day to compare' as day_reason
    from registered
    inner join scored
        on
            registered.timing_partner_id = scored.timing_partner_id
            and registered.name = scored.name
    where registered.event_date is null or scored.event_date is null
),

judged as (
    select
        registered.timing_partner_id,
        registered.connection,
        registered.race_id,
        registered.event_id,
        registered.event_name,
        scored.connection as scoring_connection,
        scored.race_id as scoring_race_id,
        scored.event_key as scoring_event_key,
        scored.event_name as scoring_event,
        paired.day_reason,
        case
            when registered.name = scored.name then 'same name'
            when strpos(registered.words, scored.words) > 0 then 'one name in the other'
            when strpos(scored.words, registered.words) > 0 then 'one name in the other'
        end as name_reason,
        case
            when abs(registered.metres - scored.metres) <= 0.01 * scored.metres
                then 'same distance'
            when registered.metres <> scored.metres then 'other distance'
        end as distance_reason
    from paired
    inner join registered on paired.event_key = registered.event_key
    inner join scored on paired.scoring_event_key = scored.event_key
),

pointed as (
    select
        judged.*,
        case judged.name_reason when 'same name' then 50 else 0 end
        + case judged.name_reason when 'one name in the other' then 30 else 0 end
        + case judged.day_reason when 'same day' then 30 else 0 end
        + case judged.day_reason when 'a day apart' then 15 else 0 end
        + case judged.distance_reason when 'same distance' then 20 else 0 end
        - case judged.distance_reason when 'other distance' then 20 else 0 end as points
    from judged
),

compared as (
    select
        pointed.*,
        max(pointed.points) over (partition by pointed.connection, pointed.event_id)
            as best_points
    from pointed
    where pointed.points >= 50
),

final as (
    select
        {{ pair }},
        concat_ws(', ', name_reason, day_reason, distance_reason) as reason,
        cast(points as numeric(5, 2)) as score,
        count(*) over (partition by connection, event_id) > 1 as is_ambiguous
    from compared
    where points >= best_points - 10
)

select * from final
