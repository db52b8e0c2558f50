{#
  What a flip of a group does to each of its models: from which generation to which, the
  view's columns (those that are served keep their places, new ones follow), rows, loads.
  Example: moves_of(versioned_nodes('race')) -> [{'entity': 'unified_events', ...}]
#}
{% macro moves_of(members) %}
    {%- set moves = [] -%}
    {%- for node in members.values() -%}
        {%- set entity = entity_name(node) -%}
        {%- set served = run_query("select * from ops.sync_metadata where entity = '"
            ~ entity ~ "'").rows -%}
        {%- set before = served[0] if served else {'active_version': 0} -%}
        {%- set to_version = 3 - before['active_version'] if before['active_version'] else 1 -%}
        {%- set built = run_query("select * from ops.generations where entity = '" ~ entity
            ~ "' and version = " ~ to_version).rows[0] -%}
        {%- set relation = api.Relation.create(
            database=node.database, schema=node.schema, identifier=node.alias) -%}
        {%- set view = adapter.get_relation(node.database, node.schema, node.alias) -%}
        {%- set old = adapter.get_columns_in_relation(relation.incorporate(
            path={'identifier': generation_name(node, 3 - to_version)}
        )) | map(attribute='name') | list if served else [] -%}
        {%- set columns = (adapter.get_columns_in_relation(view) if view else [])
            + adapter.get_columns_in_relation(relation.incorporate(
                path={'identifier': generation_name(node, to_version)})) -%}
        {%- set key = node.config.unique_key or [] -%}
        {%- set keys = [key] if key is string else key -%}
        {%- do moves.append({
            'entity': entity, 'schema': node.schema, 'served': node.alias,
            'served_as': view.type if view else none,
            'columns': '"' ~ columns | map(attribute='name') | unique | join('", "') ~ '"',
            'key': keys | join(','),
            'is_matched': keys and not keys | reject('in', old) | list,
            'partner_column': node.config.meta.get('partner_column'),
            'limit': node.config.meta.get('shrink_limit_pct', 20),
            'load_limit': load_limit(node),
            'from_version': before['active_version'] | int, 'to_version': to_version,
            'from_table': generation_name(node, 3 - to_version),
            'to_table': generation_name(node, to_version),
            'row_count_before': before['row_count'], 'row_count': built['row_count'] | int,
            'load_ids': built['load_ids'], 'load_ids_before': before['load_ids'],
            'invocation': built['invocation_id'],
            'invocation_before': before['active_invocation'],
            'filled': (built['filled_columns'] or '').split(',')
        }) -%}
    {%- endfor -%}
    {{ return(moves | sort(attribute='served')) }}
{% endmacro %}
