{#
  A statement, within a flip on PostgreSQL, that keeps other runs from the generations that are
  to be served, and fails when one has begun to fill them already.
  Example: lock_generations(moves)
#}
{% macro lock_generations(moves) %}
    perform 1 from ops.sync_metadata
    where entity in ('{{ moves | map(attribute='entity') | join("', '") }}') for update;
    if (
        select count(*) from (
            select 1 from ops.generations
            where (entity, version, invocation_id) in (
                {%- for move in moves %}
                ('{{ move.entity }}', {{ move.to_version }}, {{ quoted(move.invocation) }})
                {{- ',' if not loop.last }}
                {%- endfor %}
            ) for share
        ) as still_ours
    ) < {{ moves | length }} then
        raise exception 'Another run has begun to fill what was to be served. Run one at a time.';
    end if;
{% endmacro %}
