{#
  A boolean out of text such as true, 1 or no; `otherwise` for anything else, also for null.
  Example: flag_or('is_active', true) -> 'false' and '0' give false, null and '?' give true
#}
{% macro flag_or(text, otherwise) -%}
    case
        when lower({{ text }}) in ('true', 't', '1', 'yes') then true
        when lower({{ text }}) in ('false', 'f', '0', 'no') then false
        else {{ otherwise | lower }}
    end
{%- endmacro %}
