with

held as (
    select * from {{ ref('int_talent__rows_quarantined') }}
),

final as (
    select
        {{ row_hash(['connection', 'entity', 'record_key', 'row_hash']) }}
            as quarantine_key,
        cast(connection as text) as connection,
        cast(entity as text) as entity,
        cast(record_key as text) as record_key,
        cast(reason as text) as reason,
        case reason
            when 'missing_array' then 'the record has no array for ' || entity
            when 'missing_field' then 'without ' || subject
            when 'unreadable_field' then 'cannot read ' || subject
            when 'duplicate_key' then 'another row of the same key is served'
            when 'duplicate_talent_user_number'
                then 'another talent with the number ' || subject || ' is served'
            else
                'refers to ' || subject || ', which is not served in '
                || replace(reason, 'dangling_', '')
        end as detail,
        cast(payload as text) as payload,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from held
)

select * from final
