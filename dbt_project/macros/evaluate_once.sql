{#
  Ends a CTE whose columns are costly and are used more than once after it. PostgreSQL
  would otherwise copy each expression into every place that uses it.
  Example: select {{ json_fields('data', fields) }} from source {{ evaluate_once() }}
#}
{% macro evaluate_once() -%}
    {{ return(adapter.dispatch('evaluate_once')()) }}
{%- endmacro %}

{% macro duckdb__evaluate_once() -%}
{%- endmacro %}

{% macro postgres__evaluate_once() -%}
    {# in quotes it is a constant from the start, which keeps the plan parallel #}
    offset '0'
{%- endmacro %}
