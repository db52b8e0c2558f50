{#
  A numeric(38, 9) out of text as JSON writes a number; null for anything else.
  Example: numeric_or_null('budget') -> '1000.50' gives 1000.500000000, '1,000' gives null
#}
{% macro numeric_or_null(text) -%}
    {{ return(adapter.dispatch('numeric_or_null')(text)) }}
{%- endmacro %}

{% macro duckdb__numeric_or_null(text) -%}
    case
        when regexp_full_match({{ text }}, '-?[0-9]{1,28}(\.[0-9]{1,30})?')
            then cast({{ text }} as numeric(38, 9))
    end
{%- endmacro %}

{% macro postgres__numeric_or_null(text) -%}
    case
        when {{ text }} ~ '^-?[0-9]{1,28}(\.[0-9]{1,30})?$'
            then cast({{ text }} as numeric(38, 9))
    end
{%- endmacro %}
