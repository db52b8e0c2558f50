{#
  A whole number of at most 18 digits out of text; null for anything else.
  Example: integer_or_null('age') -> '36' gives 36, 'n/a' and '36.5' give null
#}
{% macro integer_or_null(text) -%}
    {{ return(adapter.dispatch('integer_or_null')(text)) }}
{%- endmacro %}

{% macro duckdb__integer_or_null(text) -%}
    case
        when regexp_full_match({{ text }}, '-?[0-9]{1,18}')
            then cast({{ text }} as bigint)
    end
{%- endmacro %}

{% macro postgres__integer_or_null(text) -%}
    {# translate costs a third of a regular expression #}
    case
        when
            {{ text }} <> ''
            and length({{ text }}) <= 18
            and translate({{ text }}, '0123456789', '') = ''
            then cast({{ text }} as bigint)
        when {{ text }} ~ '^-[0-9]{1,18}$' then cast({{ text }} as bigint)
    end
{%- endmacro %}
