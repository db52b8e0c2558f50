{#
  An amount of a currency's smallest unit in its major one; `exponent` says how many places
  lie between them, null means 2. It multiplies, for a division is no decimal on DuckDB.
  Example: major_units('amount_minor', 'exponents.exponent') -> 5800 gives 58.000, of yen 5800
#}
{% macro major_units(minor, exponent, kind='numeric(18, 3)') -%}
    cast(
        {{ minor }} * case {{ exponent }} when 0 then 1.000 when 3 then 0.001 else 0.010 end
        as {{ kind }}
    )
{%- endmacro %}
