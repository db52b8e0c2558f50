{#
  The whole milliseconds of a duration in text: HH:MM:SS or MM:SS, each with any fraction
  of a second; null, never an error, for anything else.
  Example: duration_ms('pace') -> '01:39:02.181' gives 5942181, '00:55:21' gives 3321000,
  '46:20.3' gives 2780300, '' and '1:99:00' give null
#}
{% macro duration_ms(text) -%}
    {%- set shape = '([0-9]{1,3}:[0-5]?[0-9]|[0-9]{1,3}):[0-5]?[0-9]'
        ~ '(\\.[0-9]{1,6})?' -%}
    {%- set has_hours = text ~ " like '%:%:%'" -%}
    {%- set milliseconds -%}
        case
            when {{ has_hours }}
                then cast(split_part({{ text }}, ':', 1) as bigint) * 3600000
            else 0
        end
        + case
            when {{ has_hours }} then cast(split_part({{ text }}, ':', 2) as bigint)
            else cast(split_part({{ text }}, ':', 1) as bigint)
        end * 60000
        + cast(round(1000 * cast(
            case
                when {{ has_hours }} then split_part({{ text }}, ':', 3)
                else split_part({{ text }}, ':', 2)
            end as numeric(9, 6)
        ), 0) as bigint)
    {%- endset -%}
    {{ return(adapter.dispatch('duration_ms')(text, shape, milliseconds)) }}
{%- endmacro %}

{% macro duckdb__duration_ms(text, shape, milliseconds) -%}
    case when regexp_full_match({{ text }}, '{{ shape }}') then {{ milliseconds }} end
{%- endmacro %}

{% macro postgres__duration_ms(text, shape, milliseconds) -%}
    case when {{ text }} ~ '^({{ shape }})$' then {{ milliseconds }} end
{%- endmacro %}
