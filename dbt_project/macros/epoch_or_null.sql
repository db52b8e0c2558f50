{#
  The UTC instant of seconds since 1970 in text, with or without a fraction; null, never an
  error, for anything else.
  Example: epoch_or_null('started') -> '1789212603.412' gives that instant, '' gives null
#}
{% macro epoch_or_null(text) -%}
    {%- set shape = '[0-9]{1,11}(\\.[0-9]{1,9})?' -%}
    {%- set microseconds -%}
        cast(round(1000000 * cast({{ text }} as numeric(20, 9)), 0) as bigint)
    {%- endset -%}
    {{ return(adapter.dispatch('epoch_or_null')(text, shape, microseconds)) }}
{%- endmacro %}

{% macro duckdb__epoch_or_null(text, shape, microseconds) -%}
    case
        when regexp_full_match({{ text }}, '{{ shape }}')
            then make_timestamptz({{ microseconds }})
    end
{%- endmacro %}

{% macro postgres__epoch_or_null(text, shape, microseconds) -%}
    {# whole microseconds, since a float would lose some #}
    case
        when {{ text }} ~ '^{{ shape }}$'
            then timestamp with time zone 'epoch'
                + {{ microseconds }} * interval '1 microsecond'
    end
{%- endmacro %}
