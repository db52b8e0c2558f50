{#
  What a flip of a group does to each of its models: from which generation to which, the
  view's columns (those that are served keep their places, new ones follow), rows, loads.
  Example: moves_of(versioned_nodes('race')) -> [{'entity': 'unified_events', ...}]
#}
{% macro moves_of(members) %}
    {%- set moves, served, built, columns = [], {}, {}, {} -%}
    {%- for row in run_query('select * from ops.sync_metadata').rows -%}
        {%- do served.update({row['entity']: row}) -%}
    {%- endfor -%}
    {%- for row in run_query('select * from ops.generations').rows -%}
        {%- do built.update({row['entity'] ~ '_v' ~ row['version']: row}) -%}
    {%- endfor -%}
    {%- for schema in members.values() | map(attribute='schema') | unique -%}
        {%- set names = [] -%}
        {%- for node in members.values() if node.schema == schema -%}
            {%- do names.extend([node.alias, generation_name(node, 1), generation_name(node, 2)]) -%}
        {%- endfor -%}
        {%- do columns.update({schema: columns_in(schema, names)}) -%}
    {%- endfor -%}
    {%- set limits = load_limits(lineage_of(members.keys())) -%}
    {%- for node in members.values() -%}
        {%- do moves.append(move_of(
            node, served.get(entity_name(node)), built, columns[node.schema], limits
        )) -%}
    {%- endfor -%}
    {{ return(moves | sort(attribute='served')) }}
{% endmacro %}
