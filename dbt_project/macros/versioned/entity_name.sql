{#
  What a versioned model is called in the tables of generations: its name, and its dbt model
  version where it has one (`_v2` would read like a generation).
  Example: entity_name(node) -> unified_events
#}
{% macro entity_name(node) -%}
    {{ return(node.name ~ ('_rev' ~ node.version if node.version else '')) }}
{%- endmacro %}
