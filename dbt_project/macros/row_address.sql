{#
  The engine's own address of a row of the table `stored`, which tells even equal rows
  apart.
  Example: select stored.*, {{ row_address() }} as row_address from raw_table as stored
#}
{% macro row_address() -%}
    {{ return(adapter.dispatch('row_address')()) }}
{%- endmacro %}

{% macro duckdb__row_address() -%}
    stored.rowid
{%- endmacro %}

{% macro postgres__row_address() -%}
    stored.ctid
{%- endmacro %}
