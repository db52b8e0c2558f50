{#
  The entity that a key of a shared raw table begins with.
  Example: entity_of_key('source.key') -> 'teams|7' gives teams
#}
{% macro entity_of_key(key) -%}
    split_part({{ key }}, '|', 1)
{%- endmacro %}
