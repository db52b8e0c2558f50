{#
  Statements that give the planner figures of new generations before anybody reads them: until
  PostgreSQL came round to it by itself, queries would be planned blindly. DuckDB needs none.
  Example: statistics_of('postgres', moves)
#}
{% macro statistics_of(engine, moves) %}
    {%- for move in moves if engine == 'postgres' %}
    analyze {{ move.schema }}.{{ move.to_table }};
    {%- endfor %}
{% endmacro %}
