{#
  The condition that a served row `gone` has no like in the generation that is to be served.
  PostgreSQL compares keys alone, which fit its memory, and fetches whole rows by their place.
  Example: is_gone('duckdb', move)
#}
{% macro is_gone(engine, move) -%}
    {%- set new = move.schema ~ '.' ~ move.to_table -%}
    {%- if engine == 'postgres' -%}
        gone.ctid = any (array(
            select each_row.ctid from {{ move.schema }}.{{ move.from_table }} as each_row
            where not exists (
                select 1 from {{ new }} as kept
                where {{ same_key('kept', 'each_row', move.key) }}
            )
        ))
    {%- else -%}
        not exists (
            select 1 from {{ new }} as kept where {{ same_key('kept', 'gone', move.key) }}
        )
    {%- endif -%}
{%- endmacro %}
