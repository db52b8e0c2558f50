{#
  The unique key of a row as one text.
  Example: record_key('gone', 'board_id,talent_id')
#}
{% macro record_key(row, key) -%}
    concat_ws('|'{% for name in key.split(',') %}, {{ row }}.{{ name }}{% endfor %})
{%- endmacro %}
