{#
  The UTC instant of ISO 8601 text in UTC, YYYY-MM-DDTHH:MM:SS with any fraction, ending in
  Z; null for anything else.
  Example: timestamp_or_null('gun_time') -> '2026-09-12T17:00:00.500Z' gives that instant
#}
{% macro timestamp_or_null(text) -%}
    {%- set day = "case when " ~ text ~ " like '%Z' then left(" ~ text ~ ", 10) end" -%}
    ({{ date_or_null(day) }}
    + {{ time_or_null("substr(" ~ text ~ ", 12, 8)") }}) at time zone 'UTC'
{%- endmacro %}
