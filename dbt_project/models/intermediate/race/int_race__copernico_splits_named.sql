with

times as (
    select * from {{ ref('stg_copernico__result_times') }}
    where
        not deleted
        and point_name <> ':::start:::'
        and (gun_time_ms is not null or chip_time_ms is not null)
),

final as (
    select
        connection,
        result_key,
        race_id,
        event_id,
        -- a point of the course may be called as the end is
        case
            when point_name = ':::finish:::' then 'Finish'
            when point_name = 'Finish' then 'Finish (point)'
            else point_name
        end as split_name,
        point_name = ':::finish:::' as is_finish,
        gun_time_ms,
        chip_time_ms,
        extracted_at
    from times
)

select * from final
