{#
  Keys that occur more than once or hold a null: unique and not_null in one query, also
  for a key of several columns.
  Example: is_unique_key: {arguments: {columns: [connection, key]}}
#}
{% test is_unique_key(model, columns) %}
select {{ columns | join(', ') }}
from {{ model }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {% for column in columns %}
    or {{ column }} is null
    {% endfor %}
{% endtest %}
