{#
  dbt's ref(), but a versioned model that this run builds is read where it is being built:
  in its new generation. Every other versioned model is read as it is served.
  Example: select * from {{ ref('unified_events') }}
#}
{% macro ref() %}
    {%- set relation = builtins.ref(*varargs, **kwargs) -%}
    {%- if not execute or model.resource_type == 'unit_test' -%}
        {{ return(relation) }}
    {%- endif -%}
    {{ return(generation_or_served(relation)) }}
{% endmacro %}
