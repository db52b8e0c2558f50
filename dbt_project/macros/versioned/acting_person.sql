{#
  Who runs this: whom the command line names, else the user of the database or the machine.
  Example: acting_person() -> ada
#}
{% macro acting_person() -%}
    {%- set user = target.user or env_var('USER', '') or env_var('LOGNAME', 'unknown') -%}
    {{ return(env_var('SYNCLINE_ACTOR', user)) }}
{%- endmacro %}
