{#
  A double precision number out of text, exactly as JSON writes one; null for anything else.
  Example: number_or_null('waist') -> '61.5' gives 61.5, '61,5' gives null
#}
{% macro number_or_null(text) -%}
    {{ return(adapter.dispatch('number_or_null')(text)) }}
{%- endmacro %}

{% macro duckdb__number_or_null(text) -%}
    case
        when regexp_full_match(
            {{ text }}, '-?[0-9]{1,15}(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,2})?'
        )
            then cast({{ text }} as double)
    end
{%- endmacro %}

{% macro postgres__number_or_null(text) -%}
    case
        when {{ text }} ~ '^-?[0-9]{1,15}(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,2})?$'
            then cast({{ text }} as double precision)
    end
{%- endmacro %}
