{#
  A lateral table of one JSON array's elements, in the column `item` of `alias`. Anything
  that is no array counts as empty.
  Example: from source cross join {{ json_each('source.data', 'events', 'event') }}
#}
{% macro json_each(column, key, alias) -%}
    {{ return(adapter.dispatch('json_each')(column, key, alias)) }}
{%- endmacro %}

{% macro duckdb__json_each(column, key, alias) -%}
    unnest(
        case
            when json_type({{ column }} -> '{{ key }}') = 'ARRAY'
                then cast({{ column }} -> '{{ key }}' as json[])
        end
    ) as {{ alias }}(item)
{%- endmacro %}

{% macro postgres__json_each(column, key, alias) -%}
    lateral jsonb_array_elements(
        case
            when jsonb_typeof({{ column }} -> '{{ key }}') = 'array'
                then {{ column }} -> '{{ key }}'
        end
    ) as {{ alias }}(item)
{%- endmacro %}
