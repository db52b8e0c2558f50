with

source as (
    {{ current_rows(
        source('raw_copernico', 'results_json'), 'copernico', 'results'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'race_id': ['_context', 'race'],
            'event_name': ['_context', 'event'],
            'scoring_id': 'id',
            'first_name': 'name',
            'last_name': 'surname',
            'gender': 'gender',
            'bib_number': 'dorsal',
            'category': 'category',
            'status': 'status',
            'gun_time': 'times.official_:::finish:::',
            'chip_time': 'times.real_:::finish:::',
            'start_offset': 'times.official_:::start:::',
            'overall_rank': 'rankings_:::full-1:::',
        }) }},
        source.connection,
        source.key,
        source.deleted,
        source.delete_reason,
        source.updated_at,
        source.extracted_at,
        source._dlt_load_id
    from source
    {{ evaluate_once() }}
),

renamed as (
    select
        -- ids
        race_id || '|' || {{ repair_text('event_name') }} as event_id,
        race_id,
        scoring_id,

        -- text
        {{ repair_text('event_name') }} as event_name,
        {{ repair_text('first_name') }} as first_name,
        {{ repair_text('last_name') }} as last_name,
        gender,
        bib_number,
        nullif({{ repair_text('category') }}, '') as category,
        status,

        -- numbers
        {{ integer_or_null('gun_time') }} as gun_time_ms,
        {{ integer_or_null('chip_time') }} as chip_time_ms,
        {{ integer_or_null('start_offset') }} as start_offset_ms,
        {{ integer_or_null('overall_rank') }} as provider_rank,

        -- load
        connection,
        key,
        deleted,
        delete_reason,
        updated_at,
        extracted_at,
        _dlt_load_id
    from parsed
)

select * from renamed
