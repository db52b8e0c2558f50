{#
  Text that sorts by its letters' codes, whatever the server's collation is.
  Example: order by {{ in_code_order(normalized_name('name')) }} asc
#}
{% macro in_code_order(text) -%}
    {{ return(adapter.dispatch('in_code_order')(text)) }}
{%- endmacro %}

{% macro duckdb__in_code_order(text) -%}
    {{ text }}
{%- endmacro %}

{% macro postgres__in_code_order(text) -%}
    ({{ text }}) collate "C"
{%- endmacro %}
