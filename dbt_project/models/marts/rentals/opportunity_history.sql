with

versions as (
    select * from {{ ref('stg_current_rms__opportunity_versions') }}
),

fields as (
    select
        versions.connection,
        versions.opportunity_id,
        named.column_name,
        case
            when named.column_name = 'deleted' then cast(versions.deleted as text)
            when versions.deleted then null
            when named.column_name = 'subject' then versions.subject
            when named.column_name = 'state' then versions.state
            when named.column_name = 'status' then versions.status
            when named.column_name = 'starts_at' then versions.starts_at
            when named.column_name = 'ends_at' then versions.ends_at
            when named.column_name = 'organisation_name' then versions.organisation_name
            when named.column_name = 'owner_name' then versions.owner_name
            when named.column_name = 'venue_name' then versions.venue_name
            when named.column_name = 'charge_total' then versions.charge_total
            when named.column_name = 'total_value' then versions.total_value
            when named.column_name = 'tags' then versions.tags
            when named.column_name = 'custom_fields' then versions.custom_fields
        end as value,
        coalesce(versions.updated_at, versions.extracted_at) as changed_at,
        versions.extracted_at as seen_at,
        versions.deleted,
        versions._dlt_load_id,
        versions.content_hash
    from versions
    cross join (
        values
        ('deleted'), ('subject'), ('state'), ('status'), ('starts_at'), ('ends_at'),
        ('organisation_name'), ('owner_name'), ('venue_name'), ('charge_total'),
        ('total_value'), ('tags'), ('custom_fields')
    ) as named (column_name)
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
    select * from compared
    where
        place > 1
        and value is distinct from value_before
        and (column_name = 'deleted' or not (deleted or deleted_before))
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
