{#
  A lateral table of one JSON object's fields, in the column `item` of `alias`: its `key`
  and, as text, its `value`.
  Example: cross join {{ json_pairs('source.data', 'answer') }}
  where (answer.item).key like 'custom%'
#}
{% macro json_pairs(column, alias) -%}
    {{ return(adapter.dispatch('json_pairs')(column, alias)) }}
{%- endmacro %}

{% macro duckdb__json_pairs(column, alias) -%}
    unnest(
        list_transform(
            json_keys({{ column }}),
            lambda field: {'key': field, 'value': {{ column }} ->> field}
        )
    ) as {{ alias }}(item)
{%- endmacro %}

{% macro postgres__json_pairs(column, alias) -%}
    lateral (
        select field as item from jsonb_each_text({{ column }}) as field
    ) as {{ alias }}
{%- endmacro %}
