{#
  A flip on PostgreSQL, where readers hold a lock on each view that they read. It asks for its
  own locks only while no long reader is there, gives up after 100 ms so that nobody queues
  behind it, and tries again until its time is up, beginning with the view that it did not get:
  who reads that one may have waited for another that was locked already. What is refused is
  left in a setting of the session: an error would end the run before its other groups have
  flipped. A view is locked by setting nothing on it: `lock table` would lock what it reads as
  well, and wait for whoever vacuums that.
  Example: postgres_flip(moves, changes, 30)
#}
{% macro postgres_flip(moves, changes, seconds) %}
    select set_config('syncline.refusal', '', false);
    do $flip$
    declare
        until timestamptz := clock_timestamp() + interval '{{ seconds }} seconds';
        served oid[] := array_remove(array[
            {%- for move in moves %}
            to_regclass('{{ move.schema }}.{{ move.served }}'){{ ',' if not loop.last }}
            {%- endfor %}
        ]::oid[], null);
        names text[] := array(select view::regclass::text from unnest(served) as view order by 1);
        name text := names[1];
        readers text;
    begin
        loop
            perform pg_stat_clear_snapshot();
            {{ find_long_readers() }}
            if readers is null then
                begin
                    perform set_config('lock_timeout', '100ms', true);
                    {{ lock_generations(moves) }}
                    foreach name in array names loop
                        if (select relkind from pg_class where oid = name::regclass) = 'v' then
                            execute 'alter view ' || name || ' reset (check_option)';
                        else
                            execute 'lock table ' || name || ' in access exclusive mode';
                        end if;
                        perform set_config('lock_timeout', '20ms', true);
                    end loop;
                    exit;
                exception when lock_not_available or deadlock_detected then
                    names := array_remove(name || array_remove(names, name), null);
                end;
            end if;
            if clock_timestamp() > until then
                perform set_config('syncline.refusal', 'A query has been reading it for longer '
                    || 'than the {{ seconds }} s that a flip waits ('
                    || coalesce(readers, 'many short ones') || '). End it and try again.', false);
                return;
            end if;
            perform pg_sleep(0.05);
        end loop;
        perform set_config('lock_timeout', '100ms', true);
        perform set_config('jit', 'off', true);
        {{ changes }}
    exception when others then
        perform set_config('syncline.refusal', sqlerrm, false);
    end $flip$;
{% endmacro %}
