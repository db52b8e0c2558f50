{#
  A time of day out of HH:MM or HH:MM:SS; null for anything else.
  Example: time_or_null('start_time') -> '09:05' gives five past nine, '24:10' gives null
#}
{% macro time_or_null(text) -%}
    {{ return(adapter.dispatch('time_or_null')(text)) }}
{%- endmacro %}

{% macro duckdb__time_or_null(text) -%}
    case when {{ text }} like '__:__%' then try_cast({{ text }} as time) end
{%- endmacro %}

{% macro postgres__time_or_null(text) -%}
    case
        when
            translate({{ text }}, '0123456789', '##########') in ('##:##', '##:##:##')
            and left({{ text }}, 2) < '24'
            and substr({{ text }}, 4, 1) < '6'
            and substr({{ text }}, 7, 1) < '6'
            then cast({{ text }} as time)
    end
{%- endmacro %}
