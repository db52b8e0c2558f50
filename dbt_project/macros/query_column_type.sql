{#
  The engine's type of a column whose type a query's schema names.
  Example: query_column_type('numeric') -> numeric(38, 9)
#}
{% macro query_column_type(type) -%}
    {%- set types = {'numeric': 'numeric(38, 9)', 'json': raw_column_type('json')} -%}
    {{ return(types.get(type, type)) }}
{%- endmacro %}
