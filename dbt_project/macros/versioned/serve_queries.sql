{#
  Makes, for each query of each connection, a view of its own records with typed columns:
  connection `it_shop` reads its query `teams` from `revops.it_shop_teams`. A model names in
  `meta.describes` the model whose records its own rows describe. Such a view stands on the served
  one, so that a flip or a rollback moves both at once; it stays when a query is gone. A name that
  somebody else's table or view has is left alone and told.
  Example: serve_queries(versioned_nodes('revops'))
#}
{% macro serve_queries(members) %}
    {%- for node in members.values() if node.config.meta.get('describes') -%}
        {%- set described = members.values()
            | selectattr('name', 'equalto', node.config.meta.describes) | first -%}
        {%- set views, made, statements = {}, {}, [] -%}
        {%- for row in run_query('select connection, query_name, column_name, column_type, json_path'
            ~ ' from ' ~ node.schema ~ '.' ~ node.alias ~ ' order by connection, query_name,'
            ~ ' place_number, column_name').rows -%}
            {%- do views.setdefault(row[0] ~ '_' ~ row[1], {
                'schema': node.schema, 'name': row[0] ~ '_' ~ row[1], 'connection': row[0],
                'entity': row[1], 'served': described.schema ~ '.' ~ described.alias, 'columns': []
            }).columns.append({'name': row[2], 'type': row[3], 'path': fromjson(row[4])}) -%}
        {%- endfor -%}
        {%- for row in run_query('select view_name, connection, entity from ops.connection_views'
            ~ " where schema_name = '" ~ node.schema ~ "'").rows -%}
            {%- do made.update({row[0]: [row[1], row[2]]}) -%}
        {%- endfor -%}
        {%- set standing = columns_in(node.schema, views.keys() | list) -%}
        {%- for name, view in views.items() -%}
            {%- set mine = made.get(name) == [view.connection, view.entity] -%}
            {%- if name | length > 63 or (not mine and (name in made or name in standing)) -%}
                {%- do log('The view ' ~ node.schema ~ '.' ~ name ~ ' was not made: something else'
                    ~ ' has its name, or it is longer than 63 characters. Its records are in '
                    ~ view.served ~ '.', info=true) -%}
            {%- else -%}
                {%- do view.update({'columns': query_columns(
                    node.schema ~ '.' ~ name, standing.get(name, {}), view.columns
                )}) -%}
                {%- do statements.append(query_view(view)) -%}
                {%- do statements.append(
                    'insert into ops.connection_views (schema_name, view_name, connection, entity,'
                    ~ ' made_at) values (' ~ [quoted(node.schema), quoted(name),
                    quoted(view.connection), quoted(view.entity)] | join(', ') ~ ', now());'
                ) if not mine -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do run_statements(statements | join('\n')) -%}
    {%- endfor -%}
{% endmacro %}
