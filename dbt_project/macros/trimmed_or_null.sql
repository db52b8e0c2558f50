{#
  Text without the blanks around it, also those that a page or a spreadsheet puts there (tab,
  line break, no-break space); null when nothing is left. The engines' own trim differs in
  which of them it takes.
  Example: trimmed_or_null('bib') -> ' 12' gives '12', '' gives null
#}
{% macro trimmed_or_null(text) -%}
    nullif(trim({{ text }}, ' ' || chr(9) || chr(10) || chr(13) || chr(160)), '')
{%- endmacro %}
