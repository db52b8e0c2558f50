with

subjects as (
    select * from {{ ref('int_ops__subjects_polled') }}
),

connections as (
    select * from {{ ref('int_ops__connections_owned') }}
),

webhooks as (
    select * from {{ ref('int_ops__webhooks_served') }}
),

seals as (
    select * from {{ ref('stg_syncline__seals') }}
),

webhook_reads as (
    select
        subjects.freshness_key,
        max(webhooks.started_at) as webhook_at
    from subjects
    inner join webhooks
        on
            subjects.source_provider = webhooks.source_provider
            and subjects.connection = webhooks.connection
            and coalesce(subjects.entity, webhooks.entity) = webhooks.entity
            and coalesce(webhooks.race_id, subjects.race_id, '')
            = coalesce(subjects.race_id, '')
            and coalesce(webhooks.event_id, subjects.event_id, '')
            = coalesce(subjects.event_id, '')
    group by subjects.freshness_key
),

proven as (
    select
        subjects.*,
        connections.owner,
        webhook_reads.webhook_at,
        seals.proven_at as read_back_at,
        greatest(
            subjects.polled_at, webhook_reads.webhook_at, seals.proven_at
        ) as proven_at
    from subjects
    left join connections
        on
            subjects.source_provider = connections.source_provider
            and subjects.connection = connections.connection
    left join webhook_reads
        on subjects.freshness_key = webhook_reads.freshness_key
    left join seals
        on
            subjects.connection = seals.connection
            and subjects.race_id = seals.race_id
),

final as (
    select
        cast(freshness_key as text) as freshness_key,
        cast(connection as text) as connection,
        cast(owner as text) as owner,
        cast(race_id as text) as race_id,
        cast(event_id as text) as event_id,
        cast(source_provider as text) as source_provider,
        cast(entity as text) as entity,
        cast(
            case proven_at
                when read_back_at then 'read_back'
                when webhook_at then 'webhook'
                when polled_at then 'poll'
            end as text
        ) as proven_by,
        -- the clock of whoever asks: a view tells the age of now, not of its build
        cast(floor(extract(epoch from (now() - proven_at))) as bigint) as age_seconds,
        polled_at,
        webhook_at,
        read_back_at,
        proven_at
    from proven
)

select * from final
