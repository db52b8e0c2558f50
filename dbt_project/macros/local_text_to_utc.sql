{#
  The UTC instant of a local date and time in text; null for text that is none and for a
  zone that the engine does not know. zone: SQL for an IANA name, trusted if it is a
  literal; order: see date_or_null. An hour that the clocks repeat or skip is read as
  standard time.
  Example: local_text_to_utc('start_time', 'timezone', 'mdy')
#}
{% macro local_text_to_utc(text, zone, order) -%}
    {%- set instant -%}
        (
            {{ date_or_null("split_part(" ~ text ~ ", ' ', 1)", order) }}
            + {{ time_or_null("split_part(" ~ text ~ ", ' ', 2)") }}
        ) at time zone {{ zone }}
    {%- endset -%}
    {%- if zone.startswith("'") -%}
        {{ instant }}
    {%- else -%}
        case when {{ zone }} in ({{ known_time_zones() }}) then {{ instant }} end
    {%- endif -%}
{%- endmacro %}
