{% set split = [
    'connection', 'result_key', 'race_id', 'event_id', 'split_name', 'is_finish',
    'gun_time_ms', 'chip_time_ms', 'extracted_at',
] | join(',\n        ') %}

with

copernico_splits as (
    select * from {{ ref('int_race__copernico_splits_named') }}
),

chronotrack_splits as (
    select * from {{ ref('int_race__chronotrack_splits_named') }}
),

final as (
    select
        'copernico' as source_provider,
        {{ split }}
    from copernico_splits

    union all

    select
        'chronotrack' as source_provider,
        {{ split }}
    from chronotrack_splits
)

select * from final
