{#
  A statement that makes the view of one connection's rows with the columns that it chose. Of
  the columns that the view has already none goes and none changes its type: one that is not
  chosen any more, or is of another type now, is null.
  standing: {column: type}.
  Example: custom_view({'schema': 'revops', 'name': 'it_close_leads_custom', ...}, {})
#}
{% macro custom_view(view, standing) %}
    {%- set wanted = view.columns + view.chosen.keys() | list -%}
    {%- set names = standing.keys() | list + wanted | reject('in', standing) | list -%}
    create or replace view {{ view.schema }}.{{ adapter.quote(view.name) }} as
    select
    {%- for name in names %}
        {% set type = engine_type(view.chosen[name].type) if name in view.chosen -%}
        {%- if name in view.columns -%}
            served.{{ name }}
        {%- elif name in view.chosen and standing.get(name, type) == type -%}
            held.{{ adapter.quote(name) }}
        {%- else -%}
            cast(null as {{ standing[name] }}) as {{ adapter.quote(name) }}
        {%- endif -%}
        {{ ',' if not loop.last }}
    {%- endfor %}
    from {{ view.served }} as served
    {%- if view.chosen %}
    left join (
        {{ custom_within(view) if view.custom.within else custom_beside(view) }}
    ) as held on served.{{ view.custom.id }} = held.object_id
    {%- endif %}
    where served.connection = {{ quoted(view.connection) }};
{% endmacro %}
