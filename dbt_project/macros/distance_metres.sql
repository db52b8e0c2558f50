{#
  Metres out of a distance as people write it, a number and its unit; null for anything else.
  Example: distance_metres('distance') -> '13.1 Miles' gives 21082.4, '5K' gives 5000
#}
{% macro distance_metres(text) -%}
    {%- set written = "lower(trim(" ~ text ~ "))" -%}
    {%- set unit = "regexp_replace(" ~ written ~ ", '^[0-9.]+ *', '')" -%}
    {%- set number = "regexp_replace(" ~ written ~ ", '[^0-9.].*$', '')" -%}
    case
        when {{ unit }} in ('m', 'meter', 'meters', 'metre', 'metres') then 1.0
        when {{ unit }} in (
            'k', 'km', 'kms', 'kilometer', 'kilometers', 'kilometre', 'kilometres'
        ) then 1000.0
        when {{ unit }} in ('mi', 'mile', 'miles') then 1609.344
    end * {{ number_or_null(number) }}
{%- endmacro %}
