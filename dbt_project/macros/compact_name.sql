{#
  A normalized name without what people set between or after its parts, so that O'Brien is
  OBrien and Smith-Lee is Smith Lee.
  Example: compact_name("'o''brien-de la o'") -> 'obriendelao'
#}
{% macro compact_name(text) -%}
    translate({{ text }}, ' .,''-_`´‘’"()/*0123456789', '')
{%- endmacro %}
