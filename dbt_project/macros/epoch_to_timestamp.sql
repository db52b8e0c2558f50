{#
  The instant that lies a number of seconds after 1970-01-01 UTC.
  Example: epoch_to_timestamp('1780319101') -> 2026-06-01 13:05:01 UTC
#}
{% macro epoch_to_timestamp(seconds) -%}
    to_timestamp({{ seconds }})
{%- endmacro %}
