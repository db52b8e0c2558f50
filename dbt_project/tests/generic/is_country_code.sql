{#
  Values that are no ISO 3166-1 code of two letters in upper case.
  Example: columns: [{name: country, data_tests: [is_country_code]}]
#}
{% test is_country_code(model, column_name) %}
select tested.{{ column_name }}
from {{ model }} as tested
where
    tested.{{ column_name }} is not null
    and tested.{{ column_name }} not in (
        select known.country from {{ ref('int_race__countries_spelled') }} as known
    )
{% endtest %}
