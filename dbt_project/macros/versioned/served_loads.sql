{#
  Statements that note which full loads a group is served from: what the next ones are
  measured against.
  Example: served_loads('race', versioned_nodes('race'))
#}
{% macro served_loads(group, members) %}
    {%- set lineage = lineage_of(members.keys()) %}
    delete from ops.served_loads where group_name = '{{ group }}';
    {%- for provider in providers_of(lineage) %}
    insert into ops.served_loads
    select
        '{{ group }}', '{{ provider }}', newest.connection, newest.entity,
        newest._dlt_load_id, newest.landed_count, {{ dbt.current_timestamp() }}
    from ({{ newest_full_loads(provider, lineage) }}) as newest;
    {%- endfor %}
{% endmacro %}
