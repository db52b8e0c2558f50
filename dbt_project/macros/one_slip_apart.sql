{#
  Whether one text is the other with one slip of the keyboard among its first letters: two
  neighbours swapped or a letter left out; with `anywhere` also the first and the last letter,
  and another letter in place of one. Without it Maria is no Marta, and Julian no Juliana.
  Example: one_slip_apart('one.given', 'other.given', letters=14, anywhere=false)
#}
{% macro one_slip_apart(one, other, letters, anywhere) -%}
    {%- set same_length, one_longer, other_longer = [], [], [] -%}
    {%- for place in range(0 if anywhere else 1, letters) -%}
        {%- set head, rest = ', ' ~ place ~ ') || ', ', ' ~ (place + 2) ~ ')' -%}
        {%- set swapped = 'left(' ~ one ~ head ~ 'substr(' ~ one ~ ', ' ~ (place + 2)
            ~ ', 1) || substr(' ~ one ~ ', ' ~ (place + 1) ~ ', 1) || substr(' ~ one
            ~ ', ' ~ (place + 3) ~ ') = ' ~ other -%}
        {%- set one_without = 'left(' ~ one ~ head ~ 'substr(' ~ one ~ rest -%}
        {%- set other_without = 'left(' ~ other ~ head ~ 'substr(' ~ other ~ rest -%}
        {%- if anywhere -%}
            {%- do same_length.append(swapped ~ ' or ' ~ one_without ~ ' = ' ~ other_without) -%}
            {%- do one_longer.append(one_without ~ ' = ' ~ other) -%}
            {%- do other_longer.append(other_without ~ ' = ' ~ one) -%}
        {%- else -%}
            {%- do same_length.append(
                '(length(' ~ one ~ ') > ' ~ (place + 2) ~ ' and ' ~ swapped ~ ')') -%}
            {%- do one_longer.append(
                '(length(' ~ other ~ ') > ' ~ place ~ ' and ' ~ one_without
                ~ ' = ' ~ other ~ ')') -%}
            {%- do other_longer.append(
                '(length(' ~ one ~ ') > ' ~ place ~ ' and ' ~ other_without
                ~ ' = ' ~ one ~ ')') -%}
        {%- endif -%}
    {%- endfor -%}
    case length({{ one }}) - length({{ other }})
        when 0 then {{ same_length | join('\n            or ') }}
        when 1 then {{ one_longer | join('\n            or ') }}
        when -1 then {{ other_longer | join('\n            or ') }}
        else false
    end
{%- endmacro %}
