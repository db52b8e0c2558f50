{#
  The day that an instant falls on in a zone; null for a zone that the engine does not know.
  Example: local_date('starts_at', 'timezone')
#}
{% macro local_date(instant, zone) -%}
    case
        when {{ zone }} in ({{ known_time_zones() }})
            then cast({{ instant }} at time zone {{ zone }} as date)
    end
{%- endmacro %}
