{#
  The names whose condition holds, with commas between them; null where none does.
  Example: names_where({'title': "coalesce(title, '') = ''"}) -> 'title' or null
#}
{% macro names_where(conditions) -%}
    {%- set found = [] -%}
    {%- for name, condition in conditions.items() -%}
        {%- do found.append("case when " ~ condition ~ " then '" ~ name ~ "' end") -%}
    {%- endfor -%}
    nullif(concat_ws(', ', {{ found | join(', ') }}), '')
{%- endmacro %}
