{#
  Statements that find, before a flip, which served records its new generations lack and
  which recorded deletions they bring back: into temporary tables, so that the flip itself
  only moves a few rows.
  Example: deletion_statements('postgres', moves)
#}
{% macro deletion_statements(engine, moves) %}
    {%- for move in moves if move.is_matched %}
    {%- set new = move.schema ~ '.' ~ move.to_table %}
    drop table if exists gone_{{ move.entity }};
    create temporary table gone_{{ move.entity }} as
    select
        {{ record_key('gone', move.key) }} as record_key,
        to_json(gone) ->> 'connection' as connection,
        to_json(gone) as payload
    from {{ move.schema }}.{{ move.from_table }} as gone
    where {{ is_gone(engine, move) }};
    drop table if exists back_{{ move.entity }};
    create temporary table back_{{ move.entity }} as
    select deleted.record_key
    from {{ move.schema }}.deletions as deleted
    inner join {{ new }} as found
        on deleted.record_key = {{ record_key('found', move.key) }}
    where deleted.entity = '{{ move.entity }}' and deleted.restored_at is null;
    {%- if engine == 'postgres' %}
    analyze back_{{ move.entity }};
    {%- endif %}
    {%- endfor %}
    {#- without figures PostgreSQL would compare every recorded deletion with every one of these -#}
    {%- for schema in moves | map(attribute='schema') | unique if engine == 'postgres' %}
    analyze {{ schema }}.deletions (entity, record_key, restored_at);
    {%- endfor %}
{% endmacro %}
