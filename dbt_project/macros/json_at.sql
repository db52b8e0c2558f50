{#
  What stands at a path inside a JSON payload, as JSON; null where a step is missing. A step is
  taken literally.
  Example: json_at('data', ['tenant', 'tags'])
#}
{% macro json_at(column, path) -%}
    {{ return(adapter.dispatch('json_at')(column, path)) }}
{%- endmacro %}

{% macro duckdb__json_at(column, path) -%}
    json_extract({{ column }}, {{ quoted('$."' ~ path | join('"."') ~ '"') }})
{%- endmacro %}

{% macro postgres__json_at(column, path) -%}
    {{ column }} #> array[
    {%- for step in path -%}{{ quoted(step) }}{{ ', ' if not loop.last }}{%- endfor -%}
    ]
{%- endmacro %}
