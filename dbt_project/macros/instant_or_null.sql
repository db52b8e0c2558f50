{#
  The UTC instant of ISO 8601 text with its fraction of a second, ending in Z or an offset
  with or without a colon; null, never an error, for anything else.
  Example: instant_or_null('updated') -> '2025-11-03T14:22:09.731Z' gives that instant,
  '2025-02-30T14:22:09Z' and 'yesterday' give null
#}
{% macro instant_or_null(text) -%}
    {%- set shape = '[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}'
        ~ '(\\.[0-9]{1,9})?(Z|[-+](0[0-9]|1[0-4]):?[0-5][0-9])' -%}
    {{ return(adapter.dispatch('instant_or_null')(text, shape)) }}
{%- endmacro %}

{% macro duckdb__instant_or_null(text, shape) -%}
    case
        when
            regexp_full_match({{ text }}, '{{ shape }}')
            and {{ date_or_null('left(' ~ text ~ ', 10)') }} is not null
            then cast({{ text }} as timestamp with time zone)
    end
{%- endmacro %}

{% macro postgres__instant_or_null(text, shape) -%}
    case
        when
            {{ text }} ~ '^{{ shape }}$'
            and {{ date_or_null('left(' ~ text ~ ', 10)') }} is not null
            then cast({{ text }} as timestamp with time zone)
    end
{%- endmacro %}
