{#
  Statements that claim a generation for this run: what was kept in it can no longer be
  rolled back to, and of two runs that fill it at once only the later can be served.
  Example: claim_generation(model, 2)
#}
{% macro claim_generation(node, version) %}
    {%- set entity = entity_name(node) -%}
    update ops.sync_metadata
    set backup_version = 0, backup_row_count = null, backup_load_ids = null,
        backup_invocation = null
    where entity = '{{ entity }}' and backup_version = {{ version }};
    delete from ops.generations where entity = '{{ entity }}' and version = {{ version }};
    insert into ops.generations (
        group_name, entity, schema_name, served_name, version, invocation_id
    ) values (
        '{{ node.config.group }}', '{{ entity }}', '{{ node.schema }}', '{{ node.alias }}',
        {{ version }}, '{{ invocation_id }}'
    )
{% endmacro %}
