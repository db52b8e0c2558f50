{#
  Gives a served view its model's grants and descriptions, which a flip leaves out of its short
  transaction.
  Example: dress_served_view(node)
#}
{% macro dress_served_view(node) %}
    {%- set served = api.Relation.create(
        database=node.database, schema=node.schema, identifier=node.alias, type='view'
    ) -%}
    {%- do apply_grants(served, node.config.grants, should_revoke=true) -%}
    {%- if target.type == 'postgres' and node.config.meta.get('partner_column') -%}
        {%- do run_statements(grant_to_partners(served)) -%}
    {%- endif -%}
    {%- if node.config.persist_docs.get('relation') -%}
        {%- do run_statements(alter_relation_comment(served, node.description) ~ ';') -%}
    {%- endif -%}
    {%- if node.config.persist_docs.get('columns') -%}
        {%- do run_statements(alter_column_comment(served, node.columns) ~ ';') -%}
    {%- endif -%}
{% endmacro %}
