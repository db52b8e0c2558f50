{#
  The condition that two rows have the same unique key.
  Example: same_key('kept', 'gone', 'event_key')
#}
{% macro same_key(one, other, key) -%}
    {%- for name in key.split(',') -%}
        {{ one }}.{{ name }} = {{ other }}.{{ name }}{{ ' and ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
