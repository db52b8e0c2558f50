{#
  A statement that gives the planner figures of a table that was just built; nothing is needed
  on DuckDB. Without them PostgreSQL takes its rows for few and joins them one by one.
  Example: {{ config(materialized='table', post_hook=planner_figures(this)) }}
#}
{% macro planner_figures(relation) -%}
    {{ return(adapter.dispatch('planner_figures')(relation)) }}
{%- endmacro %}

{% macro duckdb__planner_figures(relation) -%}
{%- endmacro %}

{% macro postgres__planner_figures(relation) -%}
    analyze {{ relation }}
{%- endmacro %}
