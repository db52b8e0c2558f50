{#
  What an edit sets a field to: null where it leaves it as it is, empty text where it clears it,
  as blank text does too.
  Example: edit_or_null('title') -> null gives null, ' ' gives '', ' CFO' gives 'CFO'
#}
{% macro edit_or_null(text) -%}
    case when {{ text }} is not null then coalesce({{ trimmed_or_null(text) }}, '') end
{%- endmacro %}
