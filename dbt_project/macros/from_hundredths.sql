{#
  Major units of an amount that is counted in hundredths, as a numeric(18, 2). A product of
  decimals is exact on both engines, a quotient is not.
  Example: from_hundredths('value_minor') -> 1250 gives 12.50
#}
{% macro from_hundredths(amount) -%}
    cast({{ amount }} * cast(0.01 as numeric(3, 2)) as numeric(18, 2))
{%- endmacro %}
