{#
  The name of the table that holds a generation of a versioned model.
  Example: generation_name(node, 2) -> unified_events_v2
#}
{% macro generation_name(node, version) -%}
    {{ return(entity_name(node) ~ '_v' ~ version) }}
{%- endmacro %}
