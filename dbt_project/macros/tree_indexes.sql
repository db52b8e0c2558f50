{#
  The indexes of a served model, each on its columns, where the engine has use for them: DuckDB
  reads whole columns anyway.
  Example: config(indexes=tree_indexes([['status'], ['starts_at', 'ends_at']]))
#}
{% macro tree_indexes(wanted) -%}
    {{ return(adapter.dispatch('tree_indexes')(wanted)) }}
{%- endmacro %}

{% macro duckdb__tree_indexes(wanted) -%}
    {{ return([]) }}
{%- endmacro %}

{% macro postgres__tree_indexes(wanted) -%}
    {%- set indexes = [] -%}
    {%- for columns in wanted -%}
        {%- do indexes.append({'columns': columns}) -%}
    {%- endfor -%}
    {{ return(indexes) }}
{%- endmacro %}
