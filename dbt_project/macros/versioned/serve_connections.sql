{#
  Makes, for each connection, a view of its own rows on each served view whose model names its
  entity in `meta.connection_entity`: connection `it_stripe` reads its customers from
  `revops.it_stripe_customers`. Such a view stands on the served one, so that a flip or a
  rollback moves both at once; it stays when a connection is gone. A name that somebody else's
  table or view has, or another connection's entity, is left alone and told.
  Example: serve_connections(versioned_nodes('revops'))
#}
{% macro serve_connections(members) %}
    {%- set own = connection_views(members) -%}
    {%- set wanted = own + custom_views(own, members) -%}
    {%- if wanted -%}
        {%- set made, standing, statements = {}, {}, [] -%}
        {%- for row in run_query('select schema_name, view_name, connection, entity'
            ~ ' from ops.connection_views').rows -%}
            {%- do made.update({row[0] ~ '.' ~ row[1]: [row[2], row[3]]}) -%}
        {%- endfor -%}
        {%- for row in run_query('select listed.schema_name, listed.table_name, listed.column_name,'
            ~ ' listed.data_type from (' ~ columns_of_relations(target.type) ~ ") as listed where"
            ~ " listed.schema_name in ('" ~ wanted | map(attribute='schema') | unique | join("', '")
            ~ "') order by listed.position").rows -%}
            {%- do standing.setdefault(row[0] ~ '.' ~ row[1], {}).update({row[2]: row[3]}) -%}
        {%- endfor -%}
        {%- for view in wanted -%}
            {%- set name = view.schema ~ '.' ~ view.name -%}
            {%- set owner = made.get(name) -%}
            {%- if view.name | length > 63 -%}
                {%- do log('The view ' ~ name ~ ' was not made: its name is longer than 63'
                    ~ ' characters. Its rows are in ' ~ view.served ~ '.', info=true) -%}
            {%- elif owner == [view.connection, view.entity]
                or (owner is none and name not in standing) -%}
                {%- set columns = standing.get(name, {}) -%}
                {%- do statements.append(custom_view(view, columns) if 'chosen' in view
                    else connection_view(view, columns.keys() | list)) -%}
                {%- do statements.append(
                    'insert into ops.connection_views (schema_name, view_name, connection, entity,'
                    ~ " made_at) values ('" ~ [view.schema, view.name, view.connection, view.entity]
                    | join("', '") ~ "', now());"
                ) if not owner -%}
                {%- do made.update({name: [view.connection, view.entity]}) -%}
            {%- else -%}
                {%- do log('The view ' ~ name ~ ' of connection ' ~ view.connection ~ ' was not'
                    ~ ' made: something else has its name. Its rows are in ' ~ view.served ~ '.',
                    info=true) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do run_statements(statements | join('\n')) -%}
    {%- endif -%}
{% endmacro %}
