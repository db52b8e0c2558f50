{#
  The UTC instant of ISO 8601 text with its fraction of a second, where a missing zone means
  UTC; null, never an error, for anything else.
  Example: utc_instant_or_null('created_at') -> '2024-01-15T10:30:00.123456' gives that instant
#}
{% macro utc_instant_or_null(text) -%}
    coalesce({{ instant_or_null(text) }}, {{ instant_or_null(text ~ " || 'Z'") }})
{%- endmacro %}
