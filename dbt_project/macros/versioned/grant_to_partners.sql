{#
  A statement that lets every role of a timing partner read a served view; the view shows it the
  partner's own rows. Names are taken as text, for roles are named by people.
  Example: grant_to_partners('race.unified_events')
#}
{% macro grant_to_partners(served) %}
    do $grant$
    declare partner text;
    begin
        for partner in
            select distinct role_name from ops.partner_roles
            inner join pg_roles on pg_roles.rolname = role_name
        loop
            execute format('grant usage on schema %I to %I', '{{ served.schema }}', partner);
            execute format('grant select on {{ served }} to %I', partner);
        end loop;
    end $grant$;
{% endmacro %}
