{#
  The columns of a relation. A unit test may ask for those of a versioned model by the name
  that it is served under, before anybody has been served: then its generation has them.
  Example: adapter.get_columns_in_relation(relation)
#}
{% macro get_columns_in_relation(relation) -%}
    {%- set built = [] -%}
    {%- if flags.WHICH == 'build' -%}
        {%- do built.extend(run_query(
            "select built.entity, built.version from ops.generations as built "
            ~ "where built.invocation_id = '" ~ invocation_id
            ~ "' and built.schema_name = '" ~ relation.schema
            ~ "' and built.served_name = '" ~ relation.identifier ~ "' and not exists ("
            ~ 'select 1 from ops.sync_metadata as served where served.entity = built.entity)'
        ).rows) -%}
    {%- endif -%}
    {%- set place = relation.incorporate(
        path={'identifier': built[0][0] ~ '_v' ~ built[0][1]}
    ) if built else relation -%}
    {{ return(adapter.dispatch('get_columns_in_relation', 'dbt')(place)) }}
{%- endmacro %}
