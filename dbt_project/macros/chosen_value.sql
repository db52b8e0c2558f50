{#
  The value of a custom field as the type that a connection chose for its column: text that is
  no value of that type is null; blank is no.
  type: text, number, date, datetime or boolean.
  Example: chosen_value('held', 'boolean') -> 'Yes' gives true, '' false and 'perhaps' null
#}
{% macro chosen_value(text, type) -%}
    {%- set types = {
        'number': 'double precision', 'date': 'date', 'datetime': 'timestamptz'
    } -%}
    {%- if type == 'boolean' -%}
        case when trim({{ text }}) = '' then false else {{ flag_or(text, 'null') }} end
    {%- elif type in types -%}
        {{ typed_or_null(text, types[type]) }}
    {%- else -%}
        {{ trimmed_or_null(text) }}
    {%- endif -%}
{%- endmacro %}
