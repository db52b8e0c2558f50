with

source as (
    {{ current_rows(
        source('raw_chronotrack', 'reg_choices_json'), 'chronotrack', 'reg_choices'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'context_event_id': ['_context', 'event_id'],
            'event_id': 'event_id',
            'race_id': 'race_id',
            'reg_choice_name': 'reg_choice_name',
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
        key as reg_choice_id,
        nullif(race_id, '') as race_id,
        coalesce(nullif(event_id, ''), context_event_id) as event_id,

        -- text
        nullif({{ repair_text('reg_choice_name') }}, '') as reg_choice_name,

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
