{#
  MD5 in hexadecimal of several columns: equal for rows that agree in all of them, nulls
  included. Digits and letters sort alike everywhere, so it also gives a stable order.
  Example: row_hash(['tag_id', 'name', 'slug'])
#}
{% macro row_hash(columns) -%}
    {%- set parts = [] -%}
    {%- for column in columns -%}
        {%- set text = 'cast(' ~ column ~ ' as text)' -%}
        {%- do parts.append(
            "coalesce(cast(length(" ~ text ~ ") as text) || ':' || " ~ text ~ ", '-')"
        ) -%}
    {%- endfor -%}
    md5(concat_ws(' ', {{ parts | join(', ') }}))
{%- endmacro %}
