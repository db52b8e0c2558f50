{% set measurements = [
    'talent_id', 'measurement_id', 'height_feet_inches', 'eye_color', 'hair_color',
    'height_centimetres', 'weight_kilograms', 'bust_centimetres',
    'waist_centimetres', 'hips_centimetres', 'shoe_size_eu', 'weight_pounds',
    'bust_inches', 'waist_inches', 'hips_inches', 'shoe_size_us', 'created_at',
    'updated_at',
] %}
{% set passed_on = measurements + [
    'record_key', 'row_hash', 'payload', 'connection', 'extracted_at', '_dlt_load_id',
] %}
{% set missing = names_where({
    'measurements': "measurements_kind is null",
    'createdAt': "measurements_kind = 'object' and created_at is null",
    'updatedAt': "measurements_kind = 'object' and updated_at is null",
}) %}

with

measurements as (
    select * from {{ ref('stg_nowrepblue__talents_measurements') }}
    where measurements_kind is distinct from 'null'
),

talents as (
    select * from {{ ref('int_talent__talents_checked') }}
    where reason is null
),

examined as (
    select
        {{ measurements | join(',\n        ') }},
        talent_id as record_key,
        {{ row_hash(measurements + ['unreadable_fields', 'measurements_kind']) }}
            as row_hash,
        case
            when unreadable_fields is not null then 'unreadable_field'
            when {{ missing }} is not null then 'missing_field'
        end as reason,
        coalesce(unreadable_fields, {{ missing }}) as subject,
        payload,
        connection,
        extracted_at,
        _dlt_load_id
    from measurements
),

referenced as (
    select
        examined.{{ passed_on | join(',\n        examined.') }},
        case
            when examined.reason is not null then examined.reason
            when talents.talent_id is null then 'dangling_talents'
        end as reason,
        coalesce(examined.subject, examined.talent_id) as subject
    from examined
    left join talents
        on
            examined.connection = talents.connection
            and examined.talent_id = talents.talent_id
),

final as (
    {{ duplicates_marked(
        'referenced', passed_on, ['talent_id'], 'updated_at desc nulls last, row_hash'
    ) }}
)

select * from final
