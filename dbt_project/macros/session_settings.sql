{#
  Settings of the transaction that builds one served model. PostgreSQL's defaults make it
  sort on disk and build a wide table on one core; nothing is needed on DuckDB.
  Example: +pre-hook: "{{ session_settings() }}"
#}
{% macro session_settings() -%}
    {{ return(adapter.dispatch('session_settings')()) }}
{%- endmacro %}

{% macro duckdb__session_settings() -%}
{%- endmacro %}

{% macro postgres__session_settings() -%}
    set local work_mem = '128MB'; set local jit = off;
    set local parallel_tuple_cost = 0.001; set local timezone = 'UTC'
{%- endmacro %}
