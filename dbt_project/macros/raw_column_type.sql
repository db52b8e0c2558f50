{#
  The engine's type for a data_type of a source's declaration, as a load would make it.
  Example: raw_column_type('json') -> JSON on DuckDB, jsonb on PostgreSQL
#}
{% macro raw_column_type(data_type) -%}
    {{ return(adapter.dispatch('raw_column_type')(data_type)) }}
{%- endmacro %}

{% macro duckdb__raw_column_type(data_type) -%}
    {{ return(data_type) }}
{%- endmacro %}

{% macro postgres__raw_column_type(data_type) -%}
    {{ return({'json': 'jsonb', 'text': 'varchar'}.get(data_type, data_type)) }}
{%- endmacro %}
