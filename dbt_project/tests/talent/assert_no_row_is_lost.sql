-- Every row of the newest snapshot is served under its key or listed as quarantined
-- under it, whichever entity it belongs to.
{% set keys = {
    'talents': ('talents', ['talent_id'], ''),
    'boards': ('boards', ['board_id'], ''),
    'media_tags': ('media_tags', ['tag_id'], "tag_id <> ''"),
    'talents_portfolios': ('talents_portfolios', ['portfolio_id'], "portfolio_id <> ''"),
    'portfolios_media': ('portfolios_media', ['portfolio_id', 'media_id'], ''),
    'talents_measurements': (
        'talents_measurements', ['talent_id'], "measurements_kind is distinct from 'null'"
    ),
    'talents_socials': ('talents_socials', ['talent_id', 'platform'], ''),
    'boards_talents': ('boards_talents', ['board_id', 'talent_id'], ''),
    'boards_portfolios': ('boards_portfolios', ['board_id', 'portfolio_id'], ''),
    'media_tags_junction': ('media_tags', ['media_id', 'tag_id'], "tag_id <> ''"),
} %}

with

landed as (
    {% for entity, (table, key, condition) in keys.items() %}
        select
            '{{ entity }}' as entity,
            connection,
            concat_ws('|', {{ key | join(', ') }}) as record_key
        from {{ ref('stg_nowrepblue__' ~ table) }}
        where {{ condition or 'true' }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

accounted as (
    select
        entity,
        connection,
        record_key
    from {{ ref('quarantined_rows') }}
    {% for entity, (table, key, condition) in keys.items() %}
        union all
        select
            '{{ entity }}' as entity,
            connection,
            concat_ws('|', {{ key | join(', ') }}) as record_key
        from {{ ref(entity) }}
    {% endfor %}
)

select
    entity,
    connection,
    record_key
from landed
except
select
    entity,
    connection,
    record_key
from accounted
