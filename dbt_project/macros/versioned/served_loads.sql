{#
  Statements that note which full loads a group is served from: what the next ones are
  measured against. The loads are those that are there when this is asked, before the brakes
  are: a load that comes while the flip waits was judged by nobody, and is by the next build.
  Example: served_loads('race', versioned_nodes('race'))
#}
{% macro served_loads(group, members) %}
    {%- set lineage, noted = lineage_of(members.keys()), [] -%}
    {%- for provider in providers_of(lineage) -%}
        {%- for row in run_query(newest_full_loads(provider, lineage)).rows -%}
            {%- do noted.append(
                "('" ~ group ~ "', '" ~ provider ~ "', " ~ quoted(row['connection']) ~ ', '
                ~ quoted(row['entity']) ~ ', ' ~ quoted(row['_dlt_load_id']) ~ ', '
                ~ row['landed_count'] | int ~ ', ' ~ dbt.current_timestamp() ~ ')'
            ) -%}
        {%- endfor -%}
    {%- endfor %}
    delete from ops.served_loads where group_name = '{{ group }}';
    {%- if noted %}
    insert into ops.served_loads (
        group_name, provider, connection, entity, load_id, landed_count, flipped_at
    ) values {{ noted | join(', ') }};
    {%- endif %}
{% endmacro %}
