{% set held = [
    'connection', 'record_key', 'row_hash', 'reason', 'subject', 'payload',
    'extracted_at', '_dlt_load_id',
] | join(',\n        ') %}

with

boards as (
    select * from {{ ref('int_talent__boards_checked') }}
),

talents as (
    select * from {{ ref('int_talent__talents_checked') }}
),

media_tags as (
    select * from {{ ref('int_talent__media_tags_checked') }}
),

talents_portfolios as (
    select * from {{ ref('int_talent__talents_portfolios_checked') }}
),

portfolios_media as (
    select * from {{ ref('int_talent__portfolios_media_checked') }}
),

final as (
    select
        'boards' as entity,
        {{ held }}
    from boards
    where reason is not null

    union all

    select
        'talents' as entity,
        {{ held }}
    from talents
    where reason is not null

    union all

    select
        'media_tags' as entity,
        {{ held }}
    from media_tags
    where reason is not null

    union all

    select
        'talents_portfolios' as entity,
        {{ held }}
    from talents_portfolios
    where reason is not null

    union all

    select
        'portfolios_media' as entity,
        {{ held }}
    from portfolios_media
    where reason is not null
)

select * from final
