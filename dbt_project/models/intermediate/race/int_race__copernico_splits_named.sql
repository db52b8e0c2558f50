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
        case
            when point_name = ':::finish:::' then 'Finish' else point_name
        end as split_name,
        point_name = ':::finish:::' as is_finish,
        gun_time_ms,
        chip_time_ms,
        extracted_at
    from times
)

select * from final
