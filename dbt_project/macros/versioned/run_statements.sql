{#
  Runs statements as a transaction of their own, outside of any model.
  Example: run_statements('create table a (b int); drop table a;')
#}
{% macro run_statements(sql) -%}
    {%- if sql.strip() -%}
        {#- what was read before has opened one already -#}
        {%- call statement('before', auto_begin=true) -%} select 1 {%- endcall -%}
        {%- do adapter.commit() -%}
        {%- call statement('run_statements', auto_begin=true) -%} {{ sql }} {%- endcall -%}
        {%- do adapter.commit() -%}
    {%- endif -%}
{%- endmacro %}
