{#
  The months since the year 0 of a UTC instant, as a whole number: neighbours differ by one.
  Example: month_index('started_at') -> 2025-01-31 23:59:59+00 gives 24300
#}
{% macro month_index(instant) -%}
    cast(
        12 * extract(year from {{ instant }} at time zone 'UTC')
        + extract(month from {{ instant }} at time zone 'UTC') - 1 as integer
    )
{%- endmacro %}
