{#
  A statement that makes the view of one connection's rows on a served view. Columns that it has
  already keep their places, those that were added since follow.
  Example: connection_view({'schema': 'revops', 'name': 'it_stripe_customers', ...}, [])
#}
{% macro connection_view(view, standing) %}
    {%- set names = standing + view.columns | reject('in', standing) | list %}
    create or replace view {{ view.schema }}.{{ adapter.quote(view.name) }} as
    select {{ names | join(', ') }} from {{ view.served }}
    where connection = {{ quoted(view.connection) }};
{% endmacro %}
