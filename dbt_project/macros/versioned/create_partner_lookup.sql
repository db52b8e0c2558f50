{#
  A statement that creates the function by which served views know whose rows a role may see:
  the partners whose roles it may use, or null for a role that is no partner's and sees all.
  It runs as its owner, so that those who ask need no right to the table of roles.
  Example: create_partner_lookup('postgres')
#}
{% macro create_partner_lookup(engine) %}
    {%- if engine == 'postgres' %}
    do $lookup$
    begin
        if to_regprocedure('ops.partners_of(name)') is not null then return; end if;
        create function ops.partners_of(who name) returns text[]
        language sql stable parallel safe security definer set search_path = pg_catalog
        as $body$
            select array_agg(distinct listed.timing_partner_id)
            from ops.partner_roles as listed
            inner join pg_roles as partner on partner.rolname = listed.role_name
            inner join pg_roles as reader on reader.rolname = who and not reader.rolsuper
            where pg_has_role(reader.oid, partner.oid, 'usage')
        $body$;
    end $lookup$;
    {%- endif %}
{% endmacro %}
