{#
  A numeric(30, 12) out of text such as 2900 or 99.5, of at most 15 digits and 12 places; null
  for anything else.
  Example: exact_or_null('amount_decimal') -> '99.5' gives 99.500000000000
#}
{% macro exact_or_null(text) -%}
    {{ return(adapter.dispatch('exact_or_null')(text)) }}
{%- endmacro %}

{% macro duckdb__exact_or_null(text) -%}
    case
        when regexp_full_match({{ text }}, '-?[0-9]{1,15}(\.[0-9]{1,12})?')
            then cast({{ text }} as numeric(30, 12))
    end
{%- endmacro %}

{% macro postgres__exact_or_null(text) -%}
    case
        when {{ text }} ~ '^-?[0-9]{1,15}(\.[0-9]{1,12})?$'
            then cast({{ text }} as numeric(30, 12))
    end
{%- endmacro %}
