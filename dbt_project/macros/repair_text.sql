{#
  Text with a doubled UTF-8 encoding undone ('Ã³' -> 'ó'), only where undoing it gives
  valid text; anything else stays as it is. Bytes 80 to 9F may show as those code points
  or as the characters that cp1252 puts there.
  Example: repair_text('surname') -> 'PeÃ±a' gives 'Peña'; 'Peña' and 'Ã' stay
#}
{% macro repair_text(text) -%}
    {%- set shown = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ' -%}
    {%- set bytes = '\x80\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8e'
        ~ '\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c\x9e\x9f' -%}
    {%- set valid = '^([\t-~]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]'
        ~ '|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]'
        ~ '|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}'
        ~ '|\xf4[\x80-\x8f][\x80-\xbf]{2})+$' -%}
    {%- set latin = "translate(" ~ text ~ ", '" ~ shown ~ "', '" ~ bytes ~ "')" -%}
    {{ return(adapter.dispatch('repair_text')(text, latin, valid)) }}
{%- endmacro %}

{% macro duckdb__repair_text(text, latin, valid) -%}
    case
        when strlen({{ text }}) = length({{ text }}) then {{ text }}
        when regexp_matches({{ latin }}, '{{ valid }}')
            then decode(unhex(array_to_string(
                list_transform(
                    string_split({{ latin }}, ''),
                    lambda letter: lpad(to_hex(ord(letter)), 2, '0')
                ), ''
            )))
        else {{ text }}
    end
{%- endmacro %}

{% macro postgres__repair_text(text, latin, valid) -%}
    case
        when octet_length({{ text }}) = length({{ text }}) then {{ text }}
        when {{ latin }} ~ '{{ valid }}'
            then convert_from(convert_to({{ latin }}, 'LATIN1'), 'UTF8')
        else {{ text }}
    end
{%- endmacro %}
