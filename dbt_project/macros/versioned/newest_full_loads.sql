{#
  A query of the newest complete full load of each connection and entity of a provider, for
  the entities that a lineage reads.
  Example: newest_full_loads('nowrepblue', lineage_of(ids))
#}
{% macro newest_full_loads(provider, lineage) %}
    select ranked.* from (
        select
            loads.connection, loads.entity, loads._dlt_load_id, loads.landed_count,
            loads.fetched_count, loads.deduplicated_count, loads.upstream_total,
            loads.shrink_limit_pct, loads.total_limit_pct, loads.empty_allowed,
            row_number() over (
                partition by loads.connection, loads.entity order by loads._dlt_load_id desc
            ) as place
        from raw_{{ provider }}.loads as loads
        where loads.mode = 'full'
            and {{ entities_read(provider, lineage) }}
            and loads._dlt_load_id in ({{ visible_load_ids(provider) }})
    ) as ranked
    where ranked.place = 1
{% endmacro %}
