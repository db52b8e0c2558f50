{# a category that comes again is another entry: no element may be lost #}
{% set copy %}
    row_number() over (
        partition by connection, key, category_id
        order by {{ flag_or('is_active', true) }} desc nulls last, place
    )
{% endset %}

with

source as (
    {{ current_rows(
        source('raw_haku', 'registration_details_json'), 'haku', 'registration_details'
    ) }}
),

unnested as (
    select
        category.item,
        category.place,
        source.connection,
        source.key,
        source.deleted,
        source.delete_reason,
        source.updated_at,
        source.extracted_at,
        source._dlt_load_id
    from source
    cross join {{ json_items('source.data', 'event_categories', 'category') }}
    where {{ json_kind('source.data', 'event_categories') }} = 'array'
),

parsed as (
    select
        {{ json_fields('item', {
            'category_id': 'id',
            'category_name': 'name',
            'master_name': 'master_name',
            'is_active': 'is_active',
            'bib_number': 'tag_number',
            'chip': 'chip_number',
            'wave_name': 'wave_name',
            'wave_code': 'wave_code',
            'corral_name': 'corral_name',
            'participation': 'participation_option',
        }) }},
        place,
        connection,
        key,
        deleted,
        delete_reason,
        updated_at,
        extracted_at,
        _dlt_load_id
    from unnested
    {{ evaluate_once() }}
),

renamed as (
    select
        -- ids
        key || '|' || coalesce(category_id, '')
        || case when {{ copy }} > 1 then '#' || cast({{ copy }} as text) else '' end
            as entry_id,
        key as registration_key,
        category_id,

        -- text
        {{ repair_text('category_name') }} as category_name,
        {{ repair_text('master_name') }} as master_name,
        nullif(trim(bib_number), '') as bib_number,
        nullif(trim(chip), '') as chip,
        wave_name,
        wave_code,
        corral_name,
        participation as option,

        -- booleans
        {{ flag_or('is_active', true) }} as is_active,

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
