{#
  A name as it is compared: trimmed, single spaces, no accents, lower case. A space that
  a page does not break at is a space.
  Example: normalized_name('event_name') -> ' Média  Maratón' gives 'media maraton'
#}
{% macro normalized_name(text) -%}
    {{ return(adapter.dispatch('normalized_name')(text)) }}
{%- endmacro %}

{% macro duckdb__normalized_name(text) -%}
    case
        when
            strlen({{ text }}) = length({{ text }})
            and {{ text }} not like '%  %'
            and translate({{ text }}, e'\t\n\f\r', '') = {{ text }}
            then lower(trim({{ text }}))
        else lower(strip_accents(trim(regexp_replace({{ text }}, '[\s\pZ]+', ' ', 'g'))))
    end
{%- endmacro %}

{% macro postgres__normalized_name(text) -%}
    {# the engine's own class of blanks knows no other than those of ASCII #}
    {%- set blanks = "[\\s\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029"
        ~ "\\u202f\\u205f\\u3000]+" -%}
    {# most names are plain, and a regular expression costs ten times the rest #}
    case
        when
            octet_length({{ text }}) = length({{ text }})
            and {{ text }} not like '%  %'
            and translate({{ text }}, e'\t\n\x0b\f\r', '') = {{ text }}
            then lower(trim({{ text }}))
        else
            lower(regexp_replace(
                normalize(trim(regexp_replace({{ text }}, '{{ blanks }}', ' ', 'g')), nfd),
                '[\u0300-\u036f]', '', 'g'
            ))
    end
{%- endmacro %}
