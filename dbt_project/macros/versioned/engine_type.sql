{#
  How the engine calls the type of a chosen column: of a number, a date, a datetime, a boolean, or
  text.
  Example: engine_type('number') -> 'DOUBLE' on DuckDB, 'double precision' on PostgreSQL
#}
{% macro engine_type(kind) -%}
    {{ return(adapter.dispatch('engine_type')(kind)) }}
{%- endmacro %}

{% macro duckdb__engine_type(kind) -%}
    {{ return({
        'number': 'DOUBLE', 'date': 'DATE', 'datetime': 'TIMESTAMP WITH TIME ZONE',
        'boolean': 'BOOLEAN'
    }.get(kind, 'VARCHAR')) }}
{%- endmacro %}

{% macro postgres__engine_type(kind) -%}
    {{ return({
        'number': 'double precision', 'date': 'date', 'datetime': 'timestamp with time zone',
        'boolean': 'boolean'
    }.get(kind, 'text')) }}
{%- endmacro %}
