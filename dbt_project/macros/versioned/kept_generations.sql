{#
  A query of a group's models that have a kept generation: what is served, what is kept, and
  the view's columns as that generation gives them (null where it does not have one yet).
  Pure text, so that `syncline rollback` uses it without dbt.
  Example: kept_generations('postgres', 'race')
#}
{% macro kept_generations(engine, group) %}
    select
        served.*,
        (
            select string_agg(
                case
                    when kept.column_name is not null then '"' || shown.column_name || '"'
                    else 'cast(null as ' || shown.data_type || ') as "' || shown.column_name || '"'
                end,
                ', ' order by shown.position
            )
            from ({{ columns_of_relations(engine) }}) as shown
            left join ({{ columns_of_relations(engine) }}) as kept
                on kept.schema_name = shown.schema_name
                and kept.table_name = served.entity || '_v' || served.backup_version
                and kept.column_name = shown.column_name
            where shown.schema_name = served.schema_name
                and shown.table_name = served.served_name
        ) as kept_columns
    from ops.sync_metadata as served
    where served.group_name = '{{ group }}' and served.backup_version > 0
    order by served.served_name
{% endmacro %}
