with

checked as (
    select * from {{ ref('int_talent__talents_measurements_checked') }}
    where reason is null
),

final as (
    select
        connection || '-' || talent_id as talent_key,
        cast(connection as text) as connection,
        cast(talent_id as text) as talent_id,
        cast(measurement_id as text) as measurement_id,
        height_feet_inches,
        eye_color,
        hair_color,
        height_centimetres,
        weight_kilograms,
        bust_centimetres,
        waist_centimetres,
        hips_centimetres,
        shoe_size_eu,
        weight_pounds,
        bust_inches,
        waist_inches,
        hips_inches,
        shoe_size_us,
        created_at,
        updated_at,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from checked
)

select * from final
