-- A record without its array is listed, whether or not the others are served.
{% set keys = {
    'media_tags': 'media_id', 'talents_portfolios': 'talent_id',
    'portfolios_media': 'portfolio_id', 'talents_socials': 'talent_id',
    'boards_talents': 'board_id', 'boards_portfolios': 'board_id',
} %}

with

bare as (
    {% for entity, key in keys.items() %}
        select
            '{{ entity }}' as entity,
            connection,
            {{ key }} as record_key
        from {{ ref('stg_nowrepblue__' ~ entity) }}
        where not has_array
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    bare.entity,
    bare.connection,
    bare.record_key
from bare
left join {{ ref('quarantined_rows') }} as listed
    on
        bare.entity = listed.entity
        and bare.connection = listed.connection
        and bare.record_key = listed.record_key
        and listed.reason = 'missing_array'
where listed.quarantine_key is null
