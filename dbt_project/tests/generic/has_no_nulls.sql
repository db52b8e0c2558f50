{#
  Rows with a null in any of the columns: not_null for many columns in one query.
  Example: has_no_nulls: {arguments: {columns: [connection, race_id]}}
#}
{% test has_no_nulls(model, columns) %}
select {{ columns | join(', ') }}
from {{ model }}
where
    {% for column in columns %}
    {{ 'or ' if not loop.first }}{{ column }} is null
    {% endfor %}
{% endtest %}
