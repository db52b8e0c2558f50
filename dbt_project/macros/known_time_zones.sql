{#
  A query of the IANA time zones that the engine knows; `at time zone` fails for others.
  Example: case when timezone in ({{ known_time_zones() }}) then ... end
#}
{% macro known_time_zones() -%}
    {{ return(adapter.dispatch('known_time_zones')()) }}
{%- endmacro %}

{% macro duckdb__known_time_zones() -%}
    select zone.name from pg_timezone_names() as zone
{%- endmacro %}

{% macro postgres__known_time_zones() -%}
    select zone.name from pg_timezone_names as zone
{%- endmacro %}
