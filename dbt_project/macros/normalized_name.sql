{#
  A name as it is compared: trimmed, single spaces, no accents, lower case.
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
        else lower(strip_accents(trim(regexp_replace({{ text }}, '\s+', ' ', 'g'))))
    end
{%- endmacro %}

{% macro postgres__normalized_name(text) -%}
    {# most names are plain, and a regular expression costs ten times the rest #}
    case
        when
            octet_length({{ text }}) = length({{ text }})
            and {{ text }} not like '%  %'
            and translate({{ text }}, e'\t\n\x0b\f\r', '') = {{ text }}
            then lower(trim({{ text }}))
        else
            lower(regexp_replace(
                normalize(trim(regexp_replace({{ text }}, '\s+', ' ', 'g')), nfd),
                '[\u0300-\u036f]', '', 'g'
            ))
    end
{%- endmacro %}
