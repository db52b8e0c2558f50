{#
  Runs a flip; gives back what refused it, in words, or nothing.
  Example: run_flip(flip_statement(target.type, note, moves, '', 30))
#}
{% macro run_flip(sql) -%}
    {%- do run_statements(sql) -%}
    {%- if target.type == 'postgres' -%}
        {%- set refusal = run_query("select current_setting('syncline.refusal', true)") -%}
        {{ return(refusal.rows[0][0]) }}
    {%- endif -%}
{%- endmacro %}
