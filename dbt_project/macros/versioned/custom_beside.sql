{#
  A query for the values of the columns that a connection chose, one row per object, out
  of the model that holds a row for each value.
  Example: custom_beside({'chosen': {'tier': {'field': 'cf_a', 'type': 'text'}}, ...})
#}
{% macro custom_beside(view) %}
    {%- set columns = {
        'number': 'value_number', 'date': 'value_on', 'datetime': 'value_at'
    } -%}
    select object_id
    {%- for name, one in view.chosen.items() -%}
        {%- set is_field = 'custom_field_id = ' ~ quoted(one.field) %},
        {% if one.type in columns -%}
            max(case
                when {{ is_field }} and position = 1 then {{ columns[one.type] }}
            end)
        {%- else -%}
            string_agg(case when {{ is_field }} then value end, ', ' order by position)
        {%- endif %} as {{ adapter.quote(name) }}
    {%- endfor %}
    from {{ view['values'] }}
    where connection = {{ quoted(view.connection) }}
        and object_kind = '{{ view.custom.kind }}'
    group by object_id
{% endmacro %}
