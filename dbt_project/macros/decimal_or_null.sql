{#
  A numeric(18, 2) out of text such as 13.1, 10000 or -2.50; null for anything else.
  Example: decimal_or_null('distance') -> '21097.5' gives 21097.50
#}
{% macro decimal_or_null(text) -%}
    {{ return(adapter.dispatch('decimal_or_null')(text)) }}
{%- endmacro %}

{% macro duckdb__decimal_or_null(text) -%}
    case
        when regexp_full_match({{ text }}, '-?[0-9]{1,15}(\.[0-9]{1,15})?')
            then cast({{ text }} as numeric(18, 2))
    end
{%- endmacro %}

{% macro postgres__decimal_or_null(text) -%}
    case
        when {{ text }} ~ '^-?[0-9]{1,15}(\.[0-9]{1,15})?$'
            then cast({{ text }} as numeric(18, 2))
    end
{%- endmacro %}
