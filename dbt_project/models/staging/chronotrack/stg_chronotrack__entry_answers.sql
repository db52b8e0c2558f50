with

source as (
    {{ current_rows(
        source('raw_chronotrack', 'entries_json'), 'chronotrack', 'entries'
    ) }}
),

answered as (
    select
        (answer.item).key as field_name,
        (answer.item).value as answer_text,
        {{ json_fields('source.data', {
            'event_id': 'event_id',
            'context_event_id': ['_context', 'event_id'],
        }) }},
        source.connection,
        source.key,
        source.deleted,
        source.delete_reason,
        source.updated_at,
        source.extracted_at,
        source._dlt_load_id
    from source
    cross join {{ json_pairs('source.data', 'answer') }}
    where (answer.item).key like 'custom_element%'
),

renamed as (
    select
        -- ids
        key as entry_id,
        coalesce(nullif(event_id, ''), context_event_id) as event_id,
        substr(field_name, length('custom_element') + 1) as question_id,

        -- text
        nullif({{ repair_text('answer_text') }}, '') as answer_text,

        -- load
        connection,
        key,
        deleted,
        delete_reason,
        updated_at,
        extracted_at,
        _dlt_load_id
    from answered
)

select * from renamed
