with

source as (
    {{ current_rows(
        source('raw_close', 'custom_fields_json'), 'close', 'custom_fields'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'custom_activity_type_id': 'custom_activity_type_id',
            'created_by_user_id': 'created_by',
            'updated_by_user_id': 'updated_by',
            'object_kind': ['_context', 'object_kind'],
            'name': 'name',
            'field_type': 'type',
            'description': 'description',
            'choices': 'choices',
            'has_many_values': 'accepts_multiple_values',
            'is_shared': 'is_shared',
            'is_required': 'required',
            'created_at': 'date_created',
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
        key as custom_field_id,
        custom_activity_type_id,
        created_by_user_id,
        updated_by_user_id,

        -- text
        object_kind,
        name,
        field_type,
        description,
        choices,

        -- booleans
        {{ flag_or('has_many_values', 'null') }} as has_many_values,
        {{ flag_or('is_shared', 'null') }} as is_shared,
        {{ flag_or('is_required', 'null') }} as is_required,

        -- dates and times
        {{ instant_or_null('created_at') }} as created_at,

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
