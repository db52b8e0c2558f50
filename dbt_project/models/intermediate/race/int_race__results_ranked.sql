with

matched as (
    select * from {{ ref('int_race__results_matched') }}
),

statuses as (
    select * from {{ ref('result_statuses') }}
),

judged as (
    select
        matched.*,
        case
            when statuses.status = 'not_started' and matched.is_over then 'did_not_start'
            else coalesce(statuses.status, 'other')
        end as unified_status,
        {{ integer_or_null('matched.bib_number') }} as bib_digits
    from matched
    left join statuses on lower(trim(matched.status)) = statuses.provider_status
),

entered as (
    select
        judged.*,
        unified_status = 'finished'
        and gun_time_ms is not null
        and not is_placeholder
        and bib_digits is not null as is_ranked
    from judged
),

final as (
    select
        entered.*,
        case when is_ranked then
            rank() over (
                partition by connection, event_id, is_ranked order by gun_time_ms nulls last
            )
        end as unified_rank,
        case when is_ranked and gender is not null then
            rank() over (
                partition by connection, event_id, is_ranked, gender
                order by gun_time_ms nulls last
            )
        end as gender_rank,
        case when is_ranked and category is not null then
            rank() over (
                partition by connection, event_id, is_ranked, category
                order by gun_time_ms nulls last
            )
        end as category_rank
    from entered
)

select * from final
