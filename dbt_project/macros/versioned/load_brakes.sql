{#
  A query of the loads of one provider that must not be served without consent: the newest
  full load of each connection and entity against the one that is served, with the limits
  that the connection's settings wrote beside the load.
  Example: load_brakes('talent', 'nowrepblue', lineage)
#}
{% macro load_brakes(group, provider, lineage) %}
    with

    newest as ({{ newest_full_loads(provider, lineage) }}),

    compared as (
        select
            newest.*,
            served.landed_count as served_count,
            '{{ provider }}.' || newest.entity || ' of ' || newest.connection as subject
        from newest
        left join ops.served_loads as served
            on served.group_name = '{{ group }}'
            and served.provider = '{{ provider }}'
            and served.connection = newest.connection
            and served.entity = newest.entity
        where served.load_id is null or served.load_id <> newest._dlt_load_id
    ),

    pulled as (
        select
            'empty' as brake, subject, _dlt_load_id,
            subject || ' was read and is empty; ' || served_count || ' rows are served.'
                as reason
        from compared
        where landed_count = 0 and served_count > 0 and not coalesce(empty_allowed, false)
        union all
        select
            'shrink', subject, _dlt_load_id,
            subject || ' brought ' || landed_count || ' rows, ' || served_count
                || ' are served; at most '
                || regexp_replace(cast(coalesce(shrink_limit_pct, 20) as text), '[.]0$', '')
                || ' % fewer go by themselves.'
        from compared
        where landed_count > 0
            and landed_count < served_count * (100 - coalesce(shrink_limit_pct, 20)) / 100.0
        union all
        select
            'total', subject, _dlt_load_id,
            subject || ' brought ' || (fetched_count - deduplicated_count)
                || ' rows, while upstream counts ' || upstream_total || '.'
        from compared
        where abs(upstream_total - (fetched_count - deduplicated_count))
            > upstream_total * coalesce(total_limit_pct, 0) / 100.0
    )

    select brake, subject, _dlt_load_id as load_id, reason from pulled order by subject, brake
{% endmacro %}
