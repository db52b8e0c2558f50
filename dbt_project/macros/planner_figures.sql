{#
  A statement that gives the planner figures of a table that was just built; nothing for a view
  and nothing on DuckDB. Without them PostgreSQL takes its rows for few, or does not know that
  most of them lack what they are joined by, and holds them all in memory.
  Example: +post-hook: "{{ planner_figures(this) }}"
#}
{% macro planner_figures(relation) -%}
    {{ return(adapter.dispatch('planner_figures')(relation)) }}
{%- endmacro %}

{% macro duckdb__planner_figures(relation) -%}
{%- endmacro %}

{% macro postgres__planner_figures(relation) -%}
    {%- if config.get('materialized') in ('table', 'versioned') -%}
        analyze {{ relation }}
    {%- endif -%}
{%- endmacro %}
