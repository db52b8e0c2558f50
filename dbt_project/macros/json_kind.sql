{#
  What one field of a JSON payload is: object, array, string, number, boolean or null; SQL
  null where the field is missing.
  Example: case when {{ json_kind('data', 'talentType') }} = 'string' then ... end
#}
{% macro json_kind(column, key) -%}
    {{ return(adapter.dispatch('json_kind')(column, key)) }}
{%- endmacro %}

{% macro duckdb__json_kind(column, key) -%}
    {%- set kind = "json_type(" ~ column ~ " -> '" ~ key ~ "')" -%}
    case
        when {{ kind }} in ('OBJECT', 'ARRAY', 'BOOLEAN', 'NULL') then lower({{ kind }})
        when {{ kind }} = 'VARCHAR' then 'string'
        when {{ kind }} is not null then 'number'
    end
{%- endmacro %}

{% macro postgres__json_kind(column, key) -%}
    jsonb_typeof({{ column }} -> '{{ key }}')
{%- endmacro %}
