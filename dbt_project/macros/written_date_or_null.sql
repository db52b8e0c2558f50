{#
  The day that a date, or a date with a time, names as it is written; null for anything else.
  Example: written_date_or_null('dob') -> '1992-03-08' and '1992-03-08T00:00:00Z' give that
  day, '1992-03-081' and '1992-02-30' give null
#}
{% macro written_date_or_null(text) -%}
    {{ date_or_null("split_part(replace(" ~ text ~ ", 'T', ' '), ' ', 1)") }}
{%- endmacro %}
