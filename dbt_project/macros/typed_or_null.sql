{#
  A value of a type that a query's schema names, out of text; null, never an error, for text that
  is none. A time without a zone is UTC.
  Example: typed_or_null('c3', 'bigint')
#}
{% macro typed_or_null(text, type) -%}
    {%- if type == 'bigint' -%}
        {#- ids of 19 digits are common, and of equal length digits sort as numbers do -#}
        coalesce({{ integer_or_null(text) }}, case
            when length({{ text }}) = 19 and translate({{ text }}, '0123456789', '') = ''
                and {{ text }} <= '9223372036854775807' then cast({{ text }} as bigint)
        end)
    {%- elif type == 'double precision' -%}
        {{ number_or_null(text) }}
    {%- elif type == 'numeric' -%}
        {{ numeric_or_null(text) }}
    {%- elif type == 'boolean' -%}
        case {{ text }} when 'true' then true when 'false' then false end
    {%- elif type == 'date' -%}
        {{ date_or_null(text) }}
    {%- elif type == 'timestamptz' -%}
        coalesce({{ instant_or_null(text) }}, {{ instant_or_null('(' ~ text ~ " || 'Z')") }})
    {%- else -%}
        {{ text }}
    {%- endif -%}
{%- endmacro %}
