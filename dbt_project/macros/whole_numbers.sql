{#
  A select-list entry that makes one row of each whole number from `first` to `last`, both
  included; none where the first is greater.
  Example: select spans.key, {{ whole_numbers('spans.first_index', 'spans.last_index') }} as
  month_index from spans
#}
{% macro whole_numbers(first, last) -%}
    {{ return(adapter.dispatch('whole_numbers')(first, last)) }}
{%- endmacro %}

{% macro duckdb__whole_numbers(first, last) -%}
    unnest(generate_series({{ first }}, {{ last }}))
{%- endmacro %}

{% macro postgres__whole_numbers(first, last) -%}
    generate_series({{ first }}, {{ last }})
{%- endmacro %}
