{#
  Notes which raw tables each served model of a group is made of: a sync that serves a few
  records without dbt tells by it which models wait for a build. A live report never does.
  Example: record_raw_tables(versioned_nodes('revops'))
#}
{% macro record_raw_tables(members) %}
    {%- set statements = [] -%}
    {%- for id, node in members.items() -%}
        {%- do statements.append(
            "delete from ops.raw_tables_read where entity = '" ~ entity_name(node) ~ "';"
        ) -%}
        {%- for each in lineage_of([id])
            if not node.config.meta.get('live') and each in graph.sources
            and graph.sources[each].schema.startswith('raw_')
            and graph.sources[each].identifier.endswith('_json') -%}
            {%- set source = graph.sources[each] -%}
            {%- do statements.append(
                'insert into ops.raw_tables_read (group_name, entity, raw_schema,'
                ~ ' raw_entity) values (' ~ [
                    quoted(node.config.group), quoted(entity_name(node)),
                    quoted(source.schema), quoted(source.identifier[:-5])
                ] | join(', ') ~ ');'
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do run_statements(statements | join('\n')) -%}
{% endmacro %}
