{#
  SQL that points all served views of a group at new generations and records it, in the
  caller's transaction. Pure text, so that `syncline rollback` uses it without dbt.
  note: group, action, who, invocation; moves: see moves_of; also: further statements of the
  same transaction; seconds: how long locks are waited for.
  Example: flip_statement('postgres', note, moves, '', 30)
#}
{% macro flip_statement(engine, note, moves, also, seconds) %}
    {%- set changes = flip_changes(engine, note, moves) ~ also -%}
    {%- if engine == 'postgres' -%}
        {{ postgres_flip(moves, changes, seconds) }}
    {%- else -%}
        {{ changes }}
    {%- endif -%}
{% endmacro %}
