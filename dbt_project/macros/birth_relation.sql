{#
  How two births relate: the `same` day; `near`, where day and month are swapped, one digit is
  wrong, two neighbouring ones are swapped or a time zone has moved it by a day; `other`; or
  `unknown` where one is missing and the years of birth, as ages tell them, do not differ by
  more than ages can. A year that is 15 off is a parent's and no slip.
  Example: birth_relation('one.born_on', 'other.born_on', 'one.born_year', 'other.born_year')
#}
{% macro birth_relation(one, other, one_year, other_year) -%}
    {%- set one_text = "replace(cast(" ~ one ~ " as text), '-', '')" -%}
    {%- set other_text = "replace(cast(" ~ other ~ " as text), '-', '')" -%}
    case
        when {{ one }} = {{ other }} then 'same'
        when {{ one }} is null or {{ other }} is null
            then case
                when abs({{ one_year }} - {{ other_year }}) > 2 then 'other'
                else 'unknown'
            end
        when abs(extract(year from {{ one }}) - extract(year from {{ other }})) >= 15
            then 'other'
        when abs({{ one }} - {{ other }}) = 1 then 'near'
        when
            extract(year from {{ one }}) = extract(year from {{ other }})
            and extract(month from {{ one }}) = extract(day from {{ other }})
            and extract(day from {{ one }}) = extract(month from {{ other }})
            then 'near'
        when {{ one_slip_apart(one_text, other_text, letters=8, anywhere=true) }} then 'near'
        else 'other'
    end
{%- endmacro %}
