{#
  The generation of a versioned model, 1 or 2, that nobody is served from.
  Example: idle_version(model) -> 2
#}
{% macro idle_version(node) %}
    {%- set found = run_query(
        "select active_version from ops.sync_metadata where entity = '" ~ entity_name(node) ~ "'"
    ) -%}
    {{ return(2 if found.rows and found.rows[0][0] == 1 else 1) }}
{% endmacro %}
