{#
  A statement that drops the table of an idle generation. On PostgreSQL a query begun before
  the last flip may still read it: that is waited for, with a limit, and nobody waits behind
  it, as no served view leads there. What somebody built on the table itself stops the build.
  Example: drop_idle_generation(relation)
#}
{% macro drop_idle_generation(generation) -%}
    {{ return(adapter.dispatch('drop_idle_generation')(generation)) }}
{%- endmacro %}

{% macro duckdb__drop_idle_generation(generation) -%}
    drop table if exists {{ generation }}
{%- endmacro %}

{% macro postgres__drop_idle_generation(generation) -%}
    {%- set seconds = var('flip_wait_seconds', 30) -%}
    do $drop$
    declare readers text;
    begin
        perform set_config('lock_timeout', '{{ seconds }}s', true);
        drop table if exists {{ generation }};
        perform set_config('lock_timeout', '0', true);
    exception when lock_not_available then
        select string_agg(distinct 'pid ' || held.pid, ', ') into readers
        from pg_locks as held
        where held.relation = to_regclass('{{ generation }}') and held.granted
            and held.pid <> pg_backend_pid();
        raise exception '%', '{{ generation.schema }}.{{ generation.identifier }} is still '
            || 'read by a query begun before the last flip (' || coalesce(readers, 'ended')
            || '); waited {{ seconds }} s. Nothing was changed. End that query and build again.';
    end $drop$
{%- endmacro %}
