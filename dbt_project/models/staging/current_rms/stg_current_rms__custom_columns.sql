with

source as (
    {{ current_rows(
        source('raw_current_rms', 'custom_columns_json'), 'current_rms', 'custom_columns'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'custom_field_id': 'custom_field_id',
            'object_kind': 'object_kind',
            'column_name': 'column',
            'column_type': 'column_type',
            'position': 'place',
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
        key as custom_column_id,
        custom_field_id,

        -- text
        object_kind,
        column_name,
        column_type,

        -- numbers
        {{ integer_or_null('position') }} as position,

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
