{#
  The name under which a model is served: its own, with the suffix that its folder sets in
  `meta.served_suffix`. A later dbt model version ends in `_rev2`, as `_v2` is a generation.
  Example: talents with served_suffix `_current` -> talent.talents_current
#}
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
    {%- if custom_alias_name -%}
        {{ custom_alias_name | trim }}
    {%- else -%}
        {{ entity_name(node) ~ node.config.get('meta', {}).get('served_suffix', '') }}
    {%- endif -%}
{%- endmacro %}
