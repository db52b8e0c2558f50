{#
  Rows in which a total differs from the sum of its parts; a null part counts as nothing.
  Example: sums_up: {arguments: {total: fetched_count, parts: [landed_count]}}
#}
{% test sums_up(model, total, parts) %}
select *
from {{ model }}
where
    {{ total }} <> {% for part in parts %}
    coalesce({{ part }}, 0){{ ' +' if not loop.last }}
    {% endfor %}
{% endtest %}
