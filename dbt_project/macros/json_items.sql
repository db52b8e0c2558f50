{#
  A lateral table of one JSON array's elements with their place from 1 on, in the columns
  `item` and `place` of `alias`. What is no array gives one row with a null item, so that
  the record is not lost; an empty array gives none.
  Example: from source cross join {{ json_items('source.data', 'talents', 'talent') }}
#}
{% macro json_items(column, key, alias) -%}
    {{ return(adapter.dispatch('json_items')(column, key, alias)) }}
{%- endmacro %}

{% macro duckdb__json_items(column, key, alias) -%}
    unnest(
        case
            when json_type({{ column }} -> '{{ key }}') = 'ARRAY'
                then cast({{ column }} -> '{{ key }}' as json[])
            else [cast(null as json)]
        end
    ) with ordinality as {{ alias }}(item, place)
{%- endmacro %}

{% macro postgres__json_items(column, key, alias) -%}
    lateral jsonb_array_elements(
        case
            when jsonb_typeof({{ column }} -> '{{ key }}') = 'array'
                then {{ column }} -> '{{ key }}'
            else '[null]'
        end
    ) with ordinality as {{ alias }}(item, place)
{%- endmacro %}
