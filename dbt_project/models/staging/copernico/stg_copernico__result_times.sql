with

source as (
    {{ current_rows(
        source('raw_copernico', 'results_json'), 'copernico', 'results'
    ) }}
),

unnested as (
    select
        (field.item).key as field_name,
        (field.item).value as field_value,
        source.connection,
        source.key,
        source.deleted,
        source.delete_reason,
        source.updated_at,
        source.extracted_at,
        source._dlt_load_id
    from source
    cross join {{ json_pairs('source.data', 'field') }}
    where
        (field.item).key like 'times.official!_%' escape '!'
        or (field.item).key like 'times.real!_%' escape '!'
),

renamed as (
    select
        -- ids
        key as result_key,

        -- text; a point keeps the name it has, as two may differ in a sign only
        case
            when field_name like 'times.real%' then 'chip' else 'gun'
        end as measure,
        case
            when field_name like 'times.real%' then substr(field_name, 12)
            else substr(field_name, 16)
        end as point_name,

        -- numbers
        {{ integer_or_null('field_value') }} as time_ms,

        -- load
        connection,
        key,
        deleted,
        delete_reason,
        updated_at,
        extracted_at,
        _dlt_load_id
    from unnested
)

select * from renamed
