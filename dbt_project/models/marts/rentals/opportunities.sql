{{ config(indexes=tree_indexes([
    ['id'], ['opportunity_status'], ['starts_at', 'ends_at'], ['organisation_id'],
    ['updated_at_rms'],
])) }}

with

opportunities as (
    select * from {{ ref('stg_current_rms__opportunities') }}
    where not deleted
),

-- few rows, looked through for each record: never to be made again for each
chosen as materialized (
    select * from {{ ref('stg_current_rms__custom_columns') }}
    where not deleted
),

opened as (
    select
        opportunities.*,
        opportunities.payload -> 'custom_fields' as own_fields
    from opportunities
),

final as (
    select
        opportunity_id as id,
        coalesce(
            subject, number, 'Opportunity ' || cast(opportunity_id as text)
        ) as name,
        subject,
        description,
        starts_at,
        ends_at,
        coalesce(status, state) as opportunity_status,
        created_at_rms,
        updated_at_rms,
        venue_name,
        organisation_id,
        organisation_name,
        owner_id,
        owner_name,
        charge_total,
        total_value,
        payload as data,
        extracted_at as synced_at,
        last_webhook_at,
        state,
        tags,
        custom_fields,
        is_open_ended,
        cast(connection as text) as connection,
        connection || '-' || cast(opportunity_id as text) as opportunity_key,
        cast(_dlt_load_id as text) as load_id,
        {{ chosen_object('opened.own_fields', 'opened.connection', 'chosen') }}
            as chosen_custom_fields
    from opened
)

select * from final
