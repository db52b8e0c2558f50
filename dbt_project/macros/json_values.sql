{#
  A query with one row per value of the fields of a JSON object whose names begin with a text:
  the columns `kept` of `rows`, `field` (the whole name, whose case counts), `place` (from 1
  on, an array has one row per element) and, as text, `value`; null for a JSON null.
  Example: json_values('leads', 'payload', ['lead_id'], 'custom.')
  {"custom.a": "x", "custom.A": ["y", "z"]} gives ('custom.a', 1, 'x'), ('custom.A', 1, 'y')
  and ('custom.A', 2, 'z')
#}
{% macro json_values(rows, column, kept, beginning) -%}
    {%- set columns = kept | join(', ') -%}
    {{ return(adapter.dispatch('json_values')(rows, column, columns, beginning)) }}
{%- endmacro %}

{% macro duckdb__json_values(rows, column, kept, beginning) -%}
    select {{ kept }}, field, element.place, element.item ->> '$' as value
    from (
        select {{ kept }}, {{ column }} as record, unnest(list_filter(
            json_keys({{ column }}), lambda name: starts_with(name, '{{ beginning }}')
        )) as field
        from {{ rows }}
    ) as named
    cross join unnest(
        case
            when json_type(record -> field) = 'ARRAY' then cast(record -> field as json[])
            else [record -> field]
        end
    ) with ordinality as element(item, place)
{%- endmacro %}

{% macro postgres__json_values(rows, column, kept, beginning) -%}
    select {{ kept }}, pair.field, element.place, element.value
    from {{ rows }}
    cross join lateral jsonb_each({{ column }}) as pair(field, held)
    cross join lateral jsonb_array_elements_text(
        case
            when jsonb_typeof(pair.held) = 'array' then pair.held
            else jsonb_build_array(pair.held)
        end
    ) with ordinality as element(value, place)
    where starts_with(pair.field, '{{ beginning }}')
{%- endmacro %}
