{% set told = [
    'subject', 'state', 'status', 'starts_at', 'ends_at', 'organisation_name',
    'owner_name', 'venue_name', 'charge_total', 'total_value', 'tags', 'custom_fields',
] %}

with

versions as (
    select * from {{ ref('stg_current_rms__opportunity_versions') }}
),

fields as (
    {%- for name in told %}
        select
            connection,
            opportunity_id,
            '{{ name }}' as column_name,
            case when not deleted then {{ name }} end as value,
            coalesce(updated_at, extracted_at) as changed_at,
            extracted_at as seen_at,
            deleted,
            _dlt_load_id,
            content_hash
        from versions
        {{ 'union all' if not loop.last -}}
    {% endfor %}
),

compared as (
    select
        fields.*,
        lag(fields.value) over same_field as value_before,
        lag(fields.deleted) over same_field as deleted_before,
        row_number() over same_field as place
    from fields
    window same_field as (
        partition by connection, opportunity_id, column_name
        order by changed_at, _dlt_load_id, content_hash
    )
),

changes as (
    select
        connection,
        opportunity_id,
        column_name,
        value_before,
        value,
        changed_at,
        seen_at,
        _dlt_load_id,
        content_hash
    from compared
    where
        place > 1
        and value is distinct from value_before
        and not deleted
        and not deleted_before
    union all
    select
        connection,
        opportunity_id,
        'deleted' as column_name,
        cast(deleted_before as text) as value_before,
        cast(deleted as text) as value,
        changed_at,
        seen_at,
        _dlt_load_id,
        content_hash
    from compared
    where
        column_name = 'subject'
        and place > 1
        and deleted is distinct from deleted_before
),

final as (
    select
        connection || '-' || cast(opportunity_id as text) || '-' || _dlt_load_id
        || '-' || content_hash || '-' || column_name as change_key,
        connection || '-' || cast(opportunity_id as text) as opportunity_key,
        cast(connection as text) as connection,
        opportunity_id as id,
        cast(column_name as text) as column_name,
        cast(value_before as text) as old_value,
        cast(value as text) as new_value,
        changed_at,
        seen_at,
        cast(_dlt_load_id as text) as load_id
    from changes
)

select * from final
