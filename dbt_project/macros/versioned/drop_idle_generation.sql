{#
  A statement that drops the table of an idle generation. On PostgreSQL somebody may be reading
  it by its own name: that is waited for, with a limit, and nobody waits behind it, as no served
  view leads there, unless another run has flipped to it meanwhile: then it is left alone. What
  somebody built on the table itself stops the build.
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
        if exists (
            select 1 from ops.sync_metadata
            where schema_name = '{{ generation.schema }}'
                and entity || '_v' || active_version = '{{ generation.identifier }}'
        ) then
            raise exception '%', '{{ generation.schema }}.{{ generation.identifier }} is what is '
                || 'served by now: another run has flipped to it. Run one at a time.';
        end if;
        perform set_config('lock_timeout', '{{ seconds }}s', true);
        drop table if exists {{ generation }};
        perform set_config('lock_timeout', '0', true);
    exception when lock_not_available then
        select string_agg(distinct 'pid ' || pid, ', ') into readers
        from pg_locks as held
        inner join pg_stat_activity as other using (pid)
        where held.relation = to_regclass('{{ generation }}') and held.granted
            and other.datname = current_database() and held.pid <> pg_backend_pid();
        raise exception '%', '{{ generation.schema }}.{{ generation.identifier }}, which is to '
            || 'be filled, is still read (' || coalesce(readers, 'ended by now')
            || '); waited {{ seconds }} s. Nothing was changed. End that query and build again.';
    end $drop$
{%- endmacro %}
