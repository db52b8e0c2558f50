{#
  A JSON payload without one of its fields, as JSON.
  Example: json_without('data', '_context')
#}
{% macro json_without(column, key) -%}
    {{ return(adapter.dispatch('json_without')(column, key)) }}
{%- endmacro %}

{% macro duckdb__json_without(column, key) -%}
    json_merge_patch({{ column }}, '{"{{ key }}": null}')
{%- endmacro %}

{% macro postgres__json_without(column, key) -%}
    {{ column }} - '{{ key }}'
{%- endmacro %}
