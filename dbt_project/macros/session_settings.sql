{#
  Settings of the transaction that builds or tests one model; nothing is needed on DuckDB.
  PostgreSQL's defaults join on disk and on one core, and a table without statistics, as
  after a load, tempts it into sorting whole rows for a merge join. It cannot know either how
  many rows of a raw table are current, takes them for one, and compares all with all.
  Example: +pre-hook: "{{ session_settings() }}"
#}
{% macro session_settings() -%}
    {{ return(adapter.dispatch('session_settings')()) }}
{%- endmacro %}

{% macro duckdb__session_settings() -%}
{%- endmacro %}

{% macro postgres__session_settings() -%}
    set local work_mem = '128MB'; set local jit = off;
    set local enable_mergejoin = off; set local enable_nestloop = off;
    set local parallel_tuple_cost = 0.001;
    set local timezone = 'UTC'
{%- endmacro %}
