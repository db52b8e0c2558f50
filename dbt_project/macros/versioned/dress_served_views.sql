{#
  Gives served views their models' grants and descriptions, which a flip leaves out of its short
  transaction, and makes the views of single connections that stand on them.
  Example: dress_served_views(versioned_nodes('race'))
#}
{% macro dress_served_views(members) %}
    {%- set statements = [] -%}
    {%- for node in members.values() -%}
        {%- set served = api.Relation.create(
            database=node.database, schema=node.schema, identifier=node.alias, type='view'
        ) -%}
        {%- do apply_grants(served, node.config.grants, should_revoke=true) -%}
        {%- if target.type == 'postgres' and node.config.meta.get('partner_column') -%}
            {%- do statements.append(grant_to_partners(served)) -%}
        {%- endif -%}
        {%- if node.config.persist_docs.get('relation') -%}
            {%- do statements.append(alter_relation_comment(served, node.description) ~ ';') -%}
        {%- endif -%}
        {%- if node.config.persist_docs.get('columns') -%}
            {%- do statements.append(alter_column_comment(served, node.columns) ~ ';') -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do run_statements(statements | join('\n')) -%}
    {%- do serve_connections(members) -%}
    {%- do serve_queries(members) -%}
{% endmacro %}
