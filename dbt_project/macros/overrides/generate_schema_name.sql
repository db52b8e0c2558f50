{#
  The schema exactly as configured, without the target's prefix: other rooms and analysts
  read these names. Seeds and models without a schema land in the target's own.
  Example: +schema: race -> race.unified_participants
#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
