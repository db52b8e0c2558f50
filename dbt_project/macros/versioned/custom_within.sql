{#
  A query for the values of the columns that a connection chose, one row per object, out
  of the served rows themselves: `within` is the payload's column and keys that lead to
  the custom fields in it.
  Example: custom_within({'custom': {'within': ['data', 'custom'], 'id': 'id'}, ...})
#}
{% macro custom_within(view) %}
    {%- set fields = {} -%}
    {%- for one in view.chosen.values() -%}
        {%- set path = view.custom.within[1:] + [one.field] -%}
        {%- do fields.update({'chosen_' ~ loop.index: path}) -%}
    {%- endfor -%}
    select object_id
    {%- for name, one in view.chosen.items() %},
        {{ chosen_value('chosen_' ~ loop.index, one.type) }} as {{ adapter.quote(name) }}
    {%- endfor %}
    from (
        select
            {{ view.custom.id }} as object_id,
            {{ json_fields(view.custom.within[0], fields) }}
        from {{ view.served }}
        where connection = {{ quoted(view.connection) }}
    ) as opened
{% endmacro %}
