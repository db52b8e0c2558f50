{#
  A query of the columns of all tables and views, with types as they are declared.
  Example: columns_of_relations('duckdb')
#}
{% macro columns_of_relations(engine) -%}
    {%- if engine == 'postgres' -%}
        select
            relnamespace::regnamespace::text as schema_name, relname as table_name,
            attname as column_name, format_type(atttypid, atttypmod) as data_type,
            attnum as position
        from pg_class
        inner join pg_attribute on pg_attribute.attrelid = pg_class.oid
        where attnum > 0 and not attisdropped and relkind in ('r', 'v')
    {%- else -%}
        select
            table_schema as schema_name, table_name, column_name, data_type,
            ordinal_position as position
        from information_schema.columns
    {%- endif -%}
{%- endmacro %}
