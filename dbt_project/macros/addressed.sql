{#
  A raw table with the column `row_address`. The stand-in of a raw table in a unit test
  has no addresses: its rows are numbered.
  Example: from {{ addressed(source('raw_runsignup', 'races_json')) }} as landed
#}
{% macro addressed(table) -%}
    {%- set address = 'row_number() over ()' if table.is_cte else row_address() -%}
    (select stored.*, {{ address }} as row_address from {{ table }} as stored)
{%- endmacro %}
