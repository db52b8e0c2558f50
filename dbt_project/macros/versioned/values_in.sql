{#
  How many rows there are, and which of the named columns hold any value, in one scan.
  Example: values_in('race.runners_v1', ['bib']) -> {'row_count': 2, 'filled': ['bib']}
#}
{% macro values_in(rows, names) %}
    {%- set counts = ['count(*)'] -%}
    {%- for name in names -%}
        {%- do counts.append('count(' ~ adapter.quote(name) ~ ')') -%}
    {%- endfor -%}
    {%- set found = run_query('select ' ~ counts | join(', ') ~ ' from ' ~ rows).rows[0] -%}
    {%- set filled = [] -%}
    {%- for name in names -%}
        {%- do filled.append(name) if found[loop.index] -%}
    {%- endfor -%}
    {{ return({'row_count': found[0] | int, 'filled': filled}) }}
{% endmacro %}
