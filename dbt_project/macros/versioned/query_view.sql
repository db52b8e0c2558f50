{#
  A statement that makes the view of one query's records, each of its fields a typed column.
  view: schema, name, connection, entity, served (the view of records), columns: a list of name,
  type and path, the path empty for a column whose field is asked for no more.
  Example: query_view({'schema': 'revops', 'name': 'it_shop_teams', ...})
#}
{% macro query_view(view) %}
    {%- set fields = {} -%}
    {%- for column in view.columns if column.path and column.type != 'json' -%}
        {%- do fields.update({'c' ~ loop.index0: column.path}) -%}
        {%- do column.update({'text': 'parsed.c' ~ loop.index0}) -%}
    {%- endfor %}
    create or replace view {{ view.schema }}.{{ adapter.quote(view.name) }} as
    select
        parsed.graphql_record_key as record_key,
        parsed.fetched_at,
        parsed.load_id
        {%- for column in view.columns %},
        {% if not column.path -%}
            cast(null as {{ query_column_type(column.type) }})
        {%- elif column.type == 'json' -%}
            {{ json_at('parsed.data', column.path) }}
        {%- else -%}
            {{ typed_or_null(column.text, column.type) }}
        {%- endif %} as {{ adapter.quote(column.name) }}
        {%- endfor %}
    from (
        select
            served.graphql_record_key,
            served.fetched_at,
            served.load_id,
            served.data
            {{- ',' if fields }}
            {{ json_fields('served.data', fields) if fields }}
        from {{ view.served }} as served
        where served.connection = {{ quoted(view.connection) }}
            and served.query_name = {{ quoted(view.entity) }}
    ) as parsed;
{% endmacro %}
