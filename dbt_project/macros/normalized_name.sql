{#
  A name as it is compared: trimmed, single spaces, no accents, lower case.
  Example: normalized_name('event_name') -> ' Média  Maratón' gives 'media maraton'
#}
{% macro normalized_name(text) -%}
    {{ return(adapter.dispatch('normalized_name')(text)) }}
{%- endmacro %}

{% macro duckdb__normalized_name(text) -%}
    lower(strip_accents(trim(regexp_replace({{ text }}, '\s+', ' ', 'g'))))
{%- endmacro %}

{% macro postgres__normalized_name(text) -%}
    lower(regexp_replace(
        normalize(trim(regexp_replace({{ text }}, '\s+', ' ', 'g')), nfd),
        '[\u0300-\u036f]', '', 'g'
    ))
{%- endmacro %}
