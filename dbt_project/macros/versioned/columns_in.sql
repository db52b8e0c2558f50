{#
  The columns of tables and views of a schema as {relation: {column: type}}, in their order, in
  one query; a relation that is not there is not among them. Not through the adapter: each of
  its answers costs as much as a model.
  Example: columns_in('race', ['unified_events', 'unified_events_v1'])
#}
{% macro columns_in(schema, names) %}
    {%- set found = {} -%}
    {%- for row in run_query(
        'select listed.table_name, listed.column_name, listed.data_type from ('
        ~ columns_of_relations(target.type) ~ ") as listed where listed.schema_name = '" ~ schema
        ~ "' and listed.table_name in ('" ~ names | join("', '")
        ~ "') order by listed.table_name, listed.position"
    ).rows -%}
        {%- do found.setdefault(row[0], {}).update({row[1]: row[2]}) -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}
