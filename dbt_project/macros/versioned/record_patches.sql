{#
  Notes, for each served model of a group whose rows can be replaced one record at a time, the
  statements that this run made it by: a few changed records are then served in seconds, by the
  same text and without dbt. The model's `meta.patched` names the raw entity and the column that
  holds the record's key; its lineage must be views on raw tables, and all of it of this run. A
  source whose meta says `is_setting: true` is read as it stands: who changes a setting builds.
  Example: record_patches(versioned_nodes('revops'), results)
#}
{% macro record_patches(members, results) %}
    {%- set code, statements = {}, [] -%}
    {%- for result in results if result.node.resource_type == 'model' -%}
        {%- do code.update({result.node.unique_id: result.node.compiled_code}) -%}
    {%- endfor -%}
    {%- for id, node in members.items() if node.config.meta.get('patched') -%}
        {%- set patched, steps, raw, unknown = node.config.meta.patched, [], [], [] -%}
        {%- for each in lineage_of([id]) -%}
            {%- set source, model = graph.sources.get(each), graph.nodes.get(each) -%}
            {%- if source and source.name.endswith('_json')
                and not source.config.meta.get('is_setting') -%}
                {%- do raw.append(source) -%}
            {%- elif model and model.resource_type == 'model' -%}
                {%- do steps.append({'name': model.relation_name, 'sql': code.get(each)}) -%}
                {%- do unknown.append(each) if not code.get(each)
                    or (each != id and model.config.materialized != 'view') -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do statements.append(
            "delete from ops.patches where entity = '" ~ entity_name(node) ~ "';"
        ) -%}
        {%- if raw | length == 1 and not unknown -%}
            {%- do statements.append(
                'insert into ops.patches (group_name, entity, invocation_id, raw_schema, raw_entity,'
                ~ ' raw_relation, key_column, relation, steps) values ('
                ~ [
                    quoted(node.config.group), quoted(entity_name(node)), quoted(invocation_id),
                    quoted(raw[0].schema), quoted(patched.entity), quoted(raw[0].relation_name),
                    quoted(patched.key), quoted(node.relation_name), quoted(tojson(steps))
                ] | join(', ') ~ ');'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do run_statements(statements | join('\n')) -%}
{% endmacro %}
