with

source as (
    {{ current_rows(
        source('raw_chronotrack', 'results_json'), 'chronotrack', 'results'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'context_event_id': ['_context', 'event_id'],
            'race_id': 'results_race_id',
            'scoring_id': 'results_entry_id',
            'interval_name': 'results_interval_name',
            'is_full': 'results_interval_full',
            'bracket_name': 'results_bracket_name',
            'bracket_asked': ['_context', 'bracket'],
            'bib_number': 'results_bib',
            'first_name': 'results_first_name',
            'last_name': 'results_last_name',
            'gender': 'results_sex',
            'age': 'results_age',
            'city': 'results_city',
            'state': 'results_state',
            'state_code': 'results_state_code',
            'country_code': 'results_country_code',
            'country': 'results_country',
            'pace': 'results_pace',
            'rank': 'results_rank',
            'chip_time': 'results_time',
            'gun_time': 'results_gun_time',
            'penalty_time': 'results_penalty_time',
            'begin_chip_time': 'results_begin_chip_time',
            'end_chip_time': 'results_end_chip_time',
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
        key as result_id,
        context_event_id as event_id,
        nullif(race_id, '') as race_id,
        nullif(scoring_id, '') as scoring_id,

        -- text
        nullif({{ repair_text('interval_name') }}, '') as interval_name,
        nullif({{ repair_text('bracket_name') }}, '') as bracket_name,
        bracket_asked,
        nullif(bib_number, '') as bib_number,
        nullif({{ repair_text('first_name') }}, '') as first_name,
        nullif({{ repair_text('last_name') }}, '') as last_name,
        nullif(gender, '') as gender,
        nullif({{ repair_text('city') }}, '') as city,
        coalesce(nullif(state_code, ''), nullif(state, '')) as state,
        coalesce(nullif(country_code, ''), nullif(country, '')) as country_code,
        nullif(pace, '') as pace,

        -- numbers
        {{ integer_or_null('age') }} as age,
        {{ integer_or_null('rank') }} as rank,
        {{ duration_ms('chip_time') }} as chip_time_ms,
        {{ duration_ms('gun_time') }} as gun_time_ms,
        {{ duration_ms('penalty_time') }} as penalty_ms,

        -- booleans
        is_full = '1' as is_full,

        -- times
        {{ epoch_or_null('begin_chip_time') }} as started_at,
        {{ epoch_or_null('end_chip_time') }} as finished_at,

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
