{#
  The adapters' comments on columns, which describe those that the relation has; it is asked for
  them in one plain query instead of through the adapter.
  Example: alter_column_comment(relation, model.columns)
#}
{% macro duckdb__alter_column_comment(relation, column_dict) -%}
    {%- set found = columns_in(relation.schema, [relation.identifier]).get(relation.identifier, {}) -%}
    {%- for name, column in column_dict.items() if name in found and column.description %}
    comment on column {{ relation }}.{{ adapter.quote(name) }} is {{ duckdb_escape_comment(column.description) }};
    {%- endfor %}
{%- endmacro %}

{% macro postgres__alter_column_comment(relation, column_dict) -%}
    {%- set found = columns_in(relation.schema, [relation.identifier]).get(relation.identifier, {}) -%}
    {%- for name, column in column_dict.items() if name in found and column.description %}
    comment on column {{ relation }}.{{ adapter.quote(name) }} is {{ postgres_escape_comment(column.description) }};
    {%- endfor %}
{%- endmacro %}
