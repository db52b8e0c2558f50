{#
  The first day of a month that month_index counted, as a date.
  Example: month_on('month_index') -> 24300 gives 2025-01-01
#}
{% macro month_on(index) -%}
    make_date(
        cast(floor(({{ index }}) / 12.0) as integer), cast(({{ index }}) % 12 + 1 as integer), 1
    )
{%- endmacro %}
