with

source as (
    {{ current_rows(
        source('raw_close', 'opportunities_json'), 'close', 'opportunities'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'lead_id': 'lead_id',
            'contact_id': 'contact_id',
            'user_id': 'user_id',
            'status_id': 'status_id',
            'pipeline_id': 'pipeline_id',
            'created_by_user_id': 'created_by',
            'updated_by_user_id': 'updated_by',
            'lead_name': 'lead_name',
            'contact_name': 'contact_name',
            'user_name': 'user_name',
            'status_label': 'status_label',
            'status_type': 'status_type',
            'pipeline_name': 'pipeline_name',
            'value_period': 'value_period',
            'currency_code': 'value_currency',
            'note': 'note',
            'value_minor': 'value',
            'expected_minor': 'expected_value',
            'annualized_minor': 'annualized_value',
            'annualized_expected_minor': 'annualized_expected_value',
            'confidence_pct': 'confidence',
            'won_on': 'date_won',
            'lost_at': 'date_lost',
            'created_at': 'date_created',
        }) }},
        source.data as payload,
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
        key as opportunity_id,
        lead_id,
        contact_id,
        user_id,
        status_id,
        pipeline_id,
        created_by_user_id,
        updated_by_user_id,

        -- text
        lead_name,
        contact_name,
        user_name,
        status_label,
        status_type,
        pipeline_name,
        value_period,
        upper(currency_code) as currency_code,
        note,
        payload,

        -- amounts, in hundredths of the currency
        {{ decimal_or_null('value_minor') }} as value_minor,
        {{ decimal_or_null('expected_minor') }} as expected_minor,
        {{ decimal_or_null('annualized_minor') }} as annualized_minor,
        {{ decimal_or_null('annualized_expected_minor') }} as annualized_expected_minor,

        -- numbers
        {{ integer_or_null('confidence_pct') }} as confidence_pct,

        -- dates and times
        {{ date_or_null('won_on') }} as won_on,
        {{ instant_or_null('lost_at') }} as lost_at,
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
