{% set result = [
    'connection', 'key', 'race_id', 'event_id', 'scoring_id', 'event_name',
    'first_name', 'last_name', 'gender', 'bib_number', 'category', 'status',
    'gun_time_ms', 'chip_time_ms', 'start_offset_ms', 'provider_rank', 'extracted_at',
] | join(',\n        ') %}

with

copernico_results as (
    select * from {{ ref('stg_copernico__results') }}
),

chronotrack_results as (
    select * from {{ ref('int_race__chronotrack_results_derived') }}
),

final as (
    select
        'copernico' as source_provider,
        {{ result }}
    from copernico_results
    where not deleted

    union all

    select
        'chronotrack' as source_provider,
        {{ result }}
    from chronotrack_results
)

select * from final
