{#
  Gives a new generation what somebody gave the other one by hand: indexes, comments, and
  grants unless the model's own `grants` settle them. DuckDB has none of these.
  Example: carry_over(model, 2)
#}
{% macro carry_over(node, version) %}
    {{ return(adapter.dispatch('carry_over')(node, version)) }}
{% endmacro %}

{% macro duckdb__carry_over(node, version) %}
{% endmacro %}

{% macro postgres__carry_over(node, version) %}
    {%- call statement('carry_over') %}
    do $carry$
    declare
        from_table regclass := to_regclass('{{ node.schema }}.{{ generation_name(node, 3 - version) }}');
        to_table regclass := '{{ node.schema }}.{{ generation_name(node, version) }}';
        made record;
    begin
        if from_table is null then return; end if;
        {#- dbt names its own indexes by a hash #}
        for made in
            select pg_get_indexdef(indexrelid) as definition,
                format('CREATE %sINDEX', case when indisunique then 'UNIQUE ' end) as kind,
                format(' %I ON %I.%I', other.relname, '{{ node.schema }}',
                    '{{ generation_name(node, 3 - version) }}') as place
            from pg_index inner join pg_class as other on other.oid = indexrelid
            where indrelid = from_table and other.relname !~ '^[0-9a-f]{32}$'
        loop
            execute made.kind || ' ON ' || to_table::text
                || substr(made.definition, length(made.kind || made.place) + 1);
        end loop;
        {%- if not node.config.grants %}
        for made in select privilege_type, grantee, is_grantable
            from pg_class, aclexplode(relacl) where oid = from_table and grantee <> relowner
        loop
            execute format('grant %s on %s to %s%s', made.privilege_type, to_table,
                case when made.grantee = 0 then 'public'
                    else quote_ident(pg_get_userbyid(made.grantee)) end,
                case when made.is_grantable then ' with grant option' else '' end);
        end loop;
        {%- endif %}
        for made in select own.attnum, own.attname, noted.description
            from pg_description as noted
            left join pg_attribute as other
                on other.attrelid = from_table and other.attnum = noted.objsubid
            left join pg_attribute as own
                on own.attrelid = to_table and own.attname = other.attname
            where noted.classoid = 'pg_class'::regclass and noted.objoid = from_table
                and (noted.objsubid = 0 or own.attnum is not null)
        loop
            execute case when made.attnum is null
                then format('comment on table %s is %L', to_table, made.description)
                else format('comment on column %s.%I is %L', to_table, made.attname,
                    made.description) end;
        end loop;
    end $carry$
    {%- endcall %}
{% endmacro %}
