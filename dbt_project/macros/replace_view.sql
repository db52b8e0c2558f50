{#
  A statement that makes a view or replaces the one that is there. PostgreSQL replaces a view
  only by one with the same columns, or more at its end: any other is dropped first, with what
  depends on it.
  Example: replace_view(this, 'select 1 as one')
#}
{% macro replace_view(relation, sql) -%}
    {{ return(adapter.dispatch('replace_view')(relation, sql)) }}
{%- endmacro %}

{% macro duckdb__replace_view(relation, sql) -%}
    create or replace view {{ relation }} as (
        {{ sql }}
    )
{%- endmacro %}

{% macro postgres__replace_view(relation, sql) -%}
    do $replace$
    begin
        create or replace view {{ relation }} as (
            {{ sql }}
        );
    exception when invalid_table_definition then
        drop view {{ relation }} cascade;
        create view {{ relation }} as (
            {{ sql }}
        );
    end $replace$
{%- endmacro %}
