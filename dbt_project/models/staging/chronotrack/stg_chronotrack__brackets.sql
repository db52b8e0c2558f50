with

source as (
    {{ current_rows(
        source('raw_chronotrack', 'brackets_json'), 'chronotrack', 'brackets'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'context_event_id': ['_context', 'event_id'],
            'event_id': 'event_id',
            'race_id': 'race_id',
            'bracket_name': 'bracket_name',
            'bracket_type': 'bracket_type',
            'wants_leaderboard': 'bracket_wants_leaderboard',
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
        key as bracket_id,
        nullif(race_id, '') as race_id,
        coalesce(nullif(event_id, ''), context_event_id) as event_id,

        -- text
        nullif({{ repair_text('bracket_name') }}, '') as bracket_name,
        nullif(bracket_type, '') as bracket_type,

        -- booleans
        wants_leaderboard = '1' as wants_leaderboard,

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
