{#
  The UTC instant of a date and time in text, in the form of ISO 8601 or with a space: with Z
  or an offset as it says, without one in a zone. A bare date is its midnight. Null, never an
  error, for anything else and for a zone that the engine does not know. zone: SQL for an
  IANA name.
  Example: zoned_instant_or_null('created_at', 'time_zone') -> '2026-02-10 14:05:00' and
  '2026-02-10T14:05:00Z' give that instant where the zone is UTC
#}
{% macro zoned_instant_or_null(text, zone) -%}
    {%- set local -%}
        case
            when length({{ text }}) = 10 then {{ text }} || ' 00:00:00'
            when
                length({{ text }}) = 19
                or translate(substr({{ text }}, 20), '0123456789', '') = '.'
                then left(replace({{ text }}, 'T', ' '), 19)
        end
    {%- endset -%}
    coalesce(
        {{ instant_or_null("replace(" ~ text ~ ", ' ', 'T')") }},
        case
            {# the list of zones is costly to make: most never need it #}
            when {{ zone }} = 'UTC' or {{ zone }} in ({{ known_time_zones() }})
                then (
                    {{ date_or_null("left(" ~ local ~ ", 10)") }}
                    + {{ time_or_null("substr(" ~ local ~ ", 12)") }}
                ) at time zone {{ zone }}
        end
    )
{%- endmacro %}
