{#
  What a flip does to one model, an item of moves_of: what of it is served (a row of
  sync_metadata, or none), what was built (rows of generations by table), the columns of its
  relations by name, the limits of the loads.
  Example: move_of(node, none, built, columns, limits)
#}
{% macro move_of(node, served, built, columns, limits) %}
    {%- set before = served or {'active_version': 0} -%}
    {%- set to_version = 3 - before['active_version'] if before['active_version'] else 1 -%}
    {%- set to_table = generation_name(node, to_version) -%}
    {%- set from_table = generation_name(node, 3 - to_version) -%}
    {%- set view = adapter.get_relation(node.database, node.schema, node.alias) -%}
    {%- set old = columns.get(from_table, {}) if served else {} -%}
    {%- set shown = columns.get(node.alias, {}) if view else {} -%}
    {%- set key = node.config.unique_key or [] -%}
    {%- set keys = [key] if key is string else key -%}
    {%- set may_empty = [] -%}
    {%- for column in node.columns.values() if column.config.meta.get('may_empty') -%}
        {%- do may_empty.append(column.name) -%}
    {%- endfor -%}
    {{ return({
        'entity': entity_name(node), 'schema': node.schema, 'served': node.alias,
        'served_as': view.type if view else none,
        'columns': '"' ~ (shown.keys() | list + columns[to_table].keys() | list)
            | unique | join('", "') ~ '"',
        'key': keys | join(','),
        'is_matched': keys and not keys | reject('in', old) | list,
        'partner_column': node.config.meta.get('partner_column'),
        'limit': node.config.meta.get('shrink_limit_pct', 20),
        'load_limit': load_limit(node, limits),
        'from_version': before['active_version'] | int, 'to_version': to_version,
        'from_table': from_table, 'to_table': to_table,
        'row_count_before': before['row_count'], 'row_count': built[to_table]['row_count'] | int,
        'load_ids': built[to_table]['load_ids'], 'load_ids_before': before['load_ids'],
        'invocation': built[to_table]['invocation_id'],
        'invocation_before': before['active_invocation'],
        'may_empty': may_empty, 'filled': (built[to_table]['filled_columns'] or '').split(',')
    }) }}
{% endmacro %}
