{#
  A data test as dbt runs it, on PostgreSQL under the settings that models are built with: a
  test of a view is a query as large as a model.
  Example: get_test_sql(main_sql, 'count(*)', '!= 0', '!= 0', none)
#}
{% macro postgres__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) -%}
    {{ session_settings() }};
    {{ default__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) }}
{%- endmacro %}
