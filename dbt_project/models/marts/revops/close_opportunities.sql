with

opportunities as (
    select * from {{ ref('stg_close__opportunities') }}
    where not deleted
),

final as (
    select
        connection || '-' || opportunity_id as opportunity_key,
        connection || '-' || lead_id as lead_key,
        connection || '-' || contact_id as contact_key,
        cast(connection as text) as connection,
        cast(opportunity_id as text) as opportunity_id,
        lead_id,
        contact_id,
        user_id,
        status_id,
        pipeline_id,
        created_by_user_id,
        updated_by_user_id,
        lead_name,
        contact_name,
        user_name,
        status_label,
        status_type,
        pipeline_name,
        value_period,
        currency_code,
        note,
        {{ from_hundredths('value_minor') }} as value_amount,
        {{ from_hundredths('expected_minor') }} as expected_amount,
        {{ from_hundredths('annualized_minor') }} as annualized_amount,
        {{ from_hundredths('annualized_expected_minor') }}
            as annualized_expected_amount,
        confidence_pct,
        won_on,
        lost_at,
        created_at,
        updated_at,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from opportunities
)

select * from final
