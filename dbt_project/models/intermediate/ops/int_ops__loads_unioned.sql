{% set providers = [
    'runsignup', 'copernico', 'nowrepblue', 'race_roster', 'haku', 'chronotrack', 'stripe',
    'close', 'graphql', 'current_rms', 'resources_centre',
] %}
{% set load = [
    'connection', 'entity', 'owner', 'mode', 'note', 'fetched_count',
    'deduplicated_count', 'quarantined_count', 'landed_count', 'repaired_count',
    'upstream_total', 'is_visible', 'cursor_from', 'cursor_to', 'started_at',
    'finished_at', '_dlt_load_id',
] | join(',\n        ') %}

with

{% for provider in providers %}
    {{ provider }}_loads as (
        select * from {{ ref('stg_' ~ provider ~ '__loads') }}
    ),
{% endfor %}

final as (
    {% for provider in providers %}
        {{ 'union all' if not loop.first }}
        select
            '{{ provider }}' as source_provider,
            {{ load }}
        from {{ provider }}_loads
    {% endfor %}
)

select * from final
