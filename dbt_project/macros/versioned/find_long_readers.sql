{#
  A statement, within a flip on PostgreSQL, that names the transactions of over a second that
  have read one of the views `served`: into `readers`, null when there is none.
  Example: find_long_readers()
#}
{% macro find_long_readers() %}
            select string_agg(distinct 'pid ' || held.pid || ' since '
                || to_char(other.xact_start, 'HH24:MI:SS'), ', ') into readers
            from pg_locks as held inner join pg_stat_activity as other using (pid)
            where held.relation = any(served) and other.datname = current_database()
                and held.pid <> pg_backend_pid()
                and other.xact_start < clock_timestamp() - interval '1 second';
{% endmacro %}
