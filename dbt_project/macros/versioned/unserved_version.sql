{#
  The generation of a versioned model that was built while nothing has been served yet, or
  nothing.
  Example: unserved_version(node) -> 1
#}
{% macro unserved_version(node) %}
    {%- set found = run_query(
        "select max(built.version) from ops.generations as built where built.entity = '"
        ~ entity_name(node) ~ "' and built.built_at is not null and not exists ("
        ~ 'select 1 from ops.sync_metadata as served where served.entity = built.entity)'
    ) -%}
    {{ return(found.rows[0][0]) }}
{% endmacro %}
