{#
  A text as an SQL literal, or null.
  Example: quoted("O'Hara") -> 'O''Hara'
#}
{% macro quoted(text) -%}
    {{ return('null' if text is none or text is undefined else "'" ~ (text | string | replace("'", "''")) ~ "'") }}
{%- endmacro %}
