{#
  States of a US or Canadian address that are no postal code of a state or province. The
  model has a column `country`.
  Example: columns: [{name: state, data_tests: [is_upper_case_region]}]
#}
{% test is_upper_case_region(model, column_name) %}
select tested.{{ column_name }}
from {{ model }} as tested
where
    tested.country in ('US', 'CA')
    and tested.{{ column_name }} is not null
    and tested.{{ column_name }} not in (
        select known.code from {{ ref('regions') }} as known
    )
{% endtest %}
