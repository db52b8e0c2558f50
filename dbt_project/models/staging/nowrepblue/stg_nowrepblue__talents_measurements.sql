{% set numbers = {
    'heightCm': 'height_centimetres', 'weightKg': 'weight_kilograms',
    'bustCm': 'bust_centimetres', 'waistCm': 'waist_centimetres',
    'hipsCm': 'hips_centimetres', 'shoeSizeEu': 'shoe_size_eu',
    'weightLbs': 'weight_pounds', 'bustIn': 'bust_inches', 'waistIn': 'waist_inches',
    'hipsIn': 'hips_inches', 'shoeSizeUs': 'shoe_size_us',
} %}
{% set fields = {
    'id': 'measurement_id', 'heightFtIn': 'height_feet_inches', 'eyeColor': 'eye_color',
    'hairColor': 'hair_color', 'createdAt': 'created_at', 'updatedAt': 'updated_at',
} %}
{% set paths, typed = {}, [] %}
{% set unread = {
    'measurements': "measurements_kind not in ('object', 'null')",
} %}
{% for field, name in {'createdAt': 'created_at', 'updatedAt': 'updated_at'}.items() %}
    {% do unread.update(
        {field: name ~ ' is not null and ' ~ instant_or_null(name) ~ ' is null'}
    ) %}
{% endfor %}
{% for field, name in numbers.items() %}
    {% do unread.update(
        {field: name ~ ' is not null and ' ~ number_or_null(name) ~ ' is null'}
    ) %}
    {% do typed.append(number_or_null(name) ~ ' as ' ~ name) %}
{% endfor %}
{% for field, name in dict(numbers, **fields).items() %}
    {% do paths.update({name: ['measurements', field]}) %}
{% endfor %}

with

source as (
    {{ snapshot_rows(
        source('raw_nowrepblue', 'talents_measurements_json'),
        'nowrepblue', 'talents_measurements'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', paths) }},
        {{ json_kind('source.data', 'measurements') }} as measurements_kind,
        cast(source.data as text) as payload,
        source.connection,
        source.key,
        source.content_hash,
        source.extracted_at,
        source._dlt_load_id
    from source
    {{ evaluate_once() }}
),

renamed as (
    select
        -- ids
        key as talent_id,
        measurement_id,

        -- text
        height_feet_inches,
        eye_color,
        hair_color,
        measurements_kind,
        {{ names_where(unread) }} as unreadable_fields,
        payload,

        -- numbers
        {{ typed | join(',\n        ') }},

        -- times
        {{ instant_or_null('created_at') }} as created_at,
        {{ instant_or_null('updated_at') }} as updated_at,

        -- load
        connection,
        key,
        content_hash,
        extracted_at,
        _dlt_load_id
    from parsed
)

select * from renamed
