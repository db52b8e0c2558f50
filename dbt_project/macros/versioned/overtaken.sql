{#
  Says so when another run has begun to fill one of the generations that are to be served.
  Example: overtaken(moves)
#}
{% macro overtaken(moves) -%}
    {%- for move in moves if move.invocation != invocation_id -%}
        {{ return(move.schema ~ '.' ~ move.to_table ~ ' has been filled by another run '
            ~ 'meanwhile. Build again, one run at a time.') }}
    {%- endfor -%}
{%- endmacro %}
