{#
  The views of single connections that stand on a group's served views: one for each model that
  names its entity in `meta.connection_entity`, and each connection that it is served from.
  Example: connection_views(versioned_nodes('revops')) -> [{'name': 'it_stripe_customers', ...}]
#}
{% macro connection_views(members) %}
    {%- set views = [] -%}
    {%- for id, node in members.items() if node.config.meta.get('connection_entity') -%}
        {%- set providers = providers_of(lineage_of([id])) -%}
        {%- set found = run_query(
            "select distinct connection from ops.served_loads where group_name = '"
            ~ node.config.group ~ "' and provider in ('" ~ providers | join("', '")
            ~ "') order by connection"
        ).rows -%}
        {%- for row in found -%}
            {%- do views.append({
                'schema': node.schema,
                'name': row[0] ~ '_' ~ node.config.meta.connection_entity,
                'connection': row[0],
                'entity': node.config.meta.connection_entity,
                'served': node.schema ~ '.' ~ node.alias,
                'columns': node.columns.keys() | list,
                'custom': node.config.meta.get('custom')
            }) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(views | sort(attribute='name')) }}
{% endmacro %}
