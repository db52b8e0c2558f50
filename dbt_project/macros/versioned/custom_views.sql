{#
  Views of single connections with columns of their own choice beside their model's: of each
  view whose model says in `meta.custom` where the choices and their values are, one more by
  the name of `<connection>_<entity>_custom`, if that connection has chosen any, or had.
  `meta.custom` names the model of the choices (`columns`), the `kind` of object, its `id`,
  and where the values are: a model with a row for each (`values`), or `within` the rows.
  Example: custom_views(connection_views(members), members)
#}
{% macro custom_views(views, members) %}
    {%- set served, made, found = {}, [], [] -%}
    {%- for node in members.values() -%}
        {%- do served.update({node.name: node.schema ~ '.' ~ node.alias}) -%}
    {%- endfor -%}
    {%- for row in (run_query(
        "select schema_name, view_name from ops.connection_views where entity like '%_custom'"
    ).rows if views | selectattr('custom') | list else []) -%}
        {%- do made.append([row[0], row[1]]) -%}
    {%- endfor -%}
    {%- for view in views if view.custom and view.custom.columns in served -%}
        {%- set chosen = {} -%}
        {%- for row in run_query(
            'select column_name, column_type, custom_field_id from '
            ~ served[view.custom.columns] ~ ' where connection = ' ~ quoted(view.connection)
            ~ " and object_kind = '" ~ view.custom.kind ~ "' order by position"
        ).rows if row[0] not in view.columns -%}
            {%- do chosen.update({row[0]: {'type': row[1], 'field': row[2]}}) -%}
        {%- endfor -%}
        {%- do found.append(dict(
            view, name=view.name ~ '_custom', entity=view.entity ~ '_custom', chosen=chosen,
            values=served.get(view.custom.get('values'))
        )) if chosen or [view.schema, view.name ~ '_custom'] in made -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}
