with

times as (
    select * from {{ ref('stg_copernico__result_times') }}
    where not deleted and time_ms is not null and point_name <> ':::start:::'
),

results as (
    select * from {{ ref('stg_copernico__results') }} where not deleted
),

paired as (
    select
        connection,
        result_key,
        point_name,
        max(case when measure = 'gun' then time_ms end) as gun_time_ms,
        max(case when measure = 'chip' then time_ms end) as chip_time_ms
    from times
    group by connection, result_key, point_name
),

final as (
    select
        paired.connection,
        paired.result_key,
        results.race_id,
        results.event_id,
        case
            when paired.point_name = ':::finish:::' then 'Finish' else paired.point_name
        end as split_name,
        paired.point_name = ':::finish:::' as is_finish,
        paired.gun_time_ms,
        paired.chip_time_ms,
        results.extracted_at
    from paired
    inner join results
        on
            paired.connection = results.connection
            and paired.result_key = results.key
)

select * from final
