{% set held = [
    'connection', 'record_key', 'row_hash', 'reason', 'subject', 'payload',
    'extracted_at', '_dlt_load_id',
] | join(',\n        ') %}

with

records as (
    select * from {{ ref('int_talent__records_quarantined') }}
),

talents_measurements as (
    select * from {{ ref('int_talent__talents_measurements_checked') }}
),

talents_socials as (
    select * from {{ ref('int_talent__talents_socials_checked') }}
),

boards_talents as (
    select * from {{ ref('int_talent__boards_talents_checked') }}
),

boards_portfolios as (
    select * from {{ ref('int_talent__boards_portfolios_checked') }}
),

media_tags_junction as (
    select * from {{ ref('int_talent__media_tags_junction_checked') }}
),

final as (
    select
        entity,
        {{ held }}
    from records

    union all

    select
        'talents_measurements' as entity,
        {{ held }}
    from talents_measurements
    where reason is not null

    union all

    select
        'talents_socials' as entity,
        {{ held }}
    from talents_socials
    where reason is not null

    union all

    select
        'boards_talents' as entity,
        {{ held }}
    from boards_talents
    where reason is not null

    union all

    select
        'boards_portfolios' as entity,
        {{ held }}
    from boards_portfolios
    where reason is not null

    union all

    select
        'media_tags_junction' as entity,
        {{ held }}
    from media_tags_junction
    where reason is not null
)

select * from final
