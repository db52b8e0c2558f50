{#
  A query for the values of the columns that a connection chose, one row per object, out
  of the served rows themselves: `within` is the payload's column and keys that lead to
  the custom fields in it. Text that is no value of the column's type is null; blank is
  no.
  Example: custom_within({'custom': {'within': ['data', 'custom'], 'id': 'id'}, ...})
#}
{% macro custom_within(view) %}
    {%- set types = {
        'number': 'double precision', 'date': 'date', 'datetime': 'timestamptz'
    } -%}
    {%- set fields = {} -%}
    {%- for one in view.chosen.values() -%}
        {%- set path = view.custom.within[1:] + [one.field] -%}
        {%- do fields.update({'chosen_' ~ loop.index: path}) -%}
    {%- endfor -%}
    select object_id
    {%- for name, one in view.chosen.items() -%}
        {%- set text = 'chosen_' ~ loop.index %},
        {% if one.type == 'boolean' -%}
            case
                when trim({{ text }}) = '' then false else {{ flag_or(text, 'null') }}
            end
        {%- elif one.type in types -%}
            {{ typed_or_null(text, types[one.type]) }}
        {%- else -%}
            {{ trimmed_or_null(text) }}
        {%- endif %} as {{ adapter.quote(name) }}
    {%- endfor %}
    from (
        select
            {{ view.custom.id }} as object_id,
            {{ json_fields(view.custom.within[0], fields) }}
        from {{ view.served }}
        where connection = {{ quoted(view.connection) }}
    ) as opened
{% endmacro %}
