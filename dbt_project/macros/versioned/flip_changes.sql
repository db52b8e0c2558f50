{#
  The statements of a flip: views, the record of what is served, history, deletions.
  Example: flip_changes('duckdb', note, moves)
#}
{% macro flip_changes(engine, note, moves) %}
    {%- for move in moves %}
    {%- set served = move.schema ~ '.' ~ move.served %}
    {%- set deletions = move.schema ~ '.deletions' %}
    {%- if move.served_as == 'table' %}
    drop table {{ served }};
    {%- endif %}
    {%- set guard = partner_guard(engine, move.partner_column) %}
    create or replace view {{ served }} {{ 'with (security_barrier)' if guard }} as
    select {{ move.columns }} from {{ move.schema }}.{{ move.to_table }} {{ guard }};
    delete from ops.sync_metadata where entity = '{{ move.entity }}';
    insert into ops.sync_metadata (
        group_name, entity, schema_name, served_name, active_version, backup_version, row_count,
        backup_row_count, load_ids, backup_load_ids, active_invocation, backup_invocation,
        key_columns, partner_column, flipped_at, flipped_by
    ) values (
        '{{ note.group }}', '{{ move.entity }}', '{{ move.schema }}', '{{ move.served }}',
        {{ move.to_version }}, {{ move.from_version }}, {{ move.row_count }},
        {{ quoted(move.row_count_before) }}, {{ quoted(move.load_ids) }},
        {{ quoted(move.load_ids_before) }}, {{ quoted(move.invocation) }},
        {{ quoted(move.invocation_before) }}, {{ quoted(move.key) }},
        {{ quoted(move.partner_column) }}, now(),
        {{ quoted(note.who) }}
    );
    insert into ops.flips (
        group_name, entity, action, from_version, to_version, row_count_before, row_count,
        load_ids, invocation_id, flipped_at, flipped_by
    ) values (
        '{{ note.group }}', '{{ move.entity }}', '{{ note.action }}', {{ move.from_version }},
        {{ move.to_version }}, {{ quoted(move.row_count_before) }}, {{ move.row_count }},
        {{ quoted(move.load_ids) }}, '{{ note.invocation }}', now(), {{ quoted(note.who) }}
    );
    {%- if move.is_matched %}
    update {{ deletions }} set restored_at = now()
    where entity = '{{ move.entity }}' and restored_at is null
        and record_key in (select record_key from back_{{ move.entity }});
    insert into {{ deletions }} (
        entity, record_key, connection, payload, reason, deleted_at, restored_at
    )
    select
        '{{ move.entity }}', record_key, connection, payload,
        {{ quoted(note.reason) }}, now(), null
    from gone_{{ move.entity }};
    {%- endif %}
    {%- endfor %}
{% endmacro %}
