-- a table: by its size a join is made the right way round, with nobody held in memory
{{ config(materialized='table') }}

with

events as (
    select * from {{ ref('int_race__events_unioned') }} where not is_scoring
),

final as (
    select
        whole.source_provider,
        whole.connection,
        whole.event_id as whole_id,
        parts.event_id,
        string_agg(',' || parts.event_id || ',', '') over (
            partition by whole.source_provider, whole.connection, whole.event_id
        ) as event_ids
    from events as whole
    inner join events as parts
        on
            whole.source_provider = parts.source_provider
            and whole.connection = parts.connection
            and whole.race_id = parts.race_id
            and strpos(
                ',' || whole.sub_event_ids || ',' || whole.event_id || ',',
                ',' || parts.event_id || ','
            ) > 0
    where whole.sub_event_ids is not null
)

select * from final
