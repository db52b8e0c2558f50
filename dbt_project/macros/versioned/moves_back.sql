{#
  The flip that serves the kept generations again, from the rows of kept_generations, in the
  shape of moves_of.
  Example: moves_back(rows)
#}
{% macro moves_back(rows) %}
    {%- set moves = [] -%}
    {%- for row in rows -%}
        {%- set shown, missing = row['kept_columns'].split(', '), [] -%}
        {%- for name in (row['key_columns'] or '').split(',') if '"' ~ name ~ '"' not in shown -%}
            {%- do missing.append(name) -%}
        {%- endfor -%}
        {%- do moves.append({
            'entity': row['entity'], 'schema': row['schema_name'],
            'served': row['served_name'], 'served_as': 'view',
            'columns': row['kept_columns'], 'key': row['key_columns'],
            'partner_column': row['partner_column'],
            'is_matched': row['key_columns'] and not missing,
            'from_version': row['active_version'] | int,
            'to_version': row['backup_version'] | int,
            'from_table': row['entity'] ~ '_v' ~ row['active_version'],
            'to_table': row['entity'] ~ '_v' ~ row['backup_version'],
            'row_count_before': row['row_count'], 'row_count': row['backup_row_count'],
            'load_ids': row['backup_load_ids'], 'load_ids_before': row['load_ids'],
            'invocation': row['backup_invocation'],
            'invocation_before': row['active_invocation']
        }) -%}
    {%- endfor -%}
    {{ return(moves) }}
{% endmacro %}
