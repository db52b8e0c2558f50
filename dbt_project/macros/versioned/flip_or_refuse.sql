{#
  Moves a group to the generations that this run built, unless a brake stops it. Gives back
  the refusal in words, or nothing.
  Example: flip_or_refuse('race', versioned_nodes('race'))
#}
{% macro flip_or_refuse(group, members) %}
    {%- set moves, loads = moves_of(members), served_loads(group, members) -%}
    {%- set brakes = pulled_brakes(group, members, moves) -%}
    {%- if brakes and not var('accept', false) -%}
        {{ return(
            group ~ ': nothing was flipped, served data is as it was. '
            ~ brakes | map(attribute='reason') | join(' ')
            ~ ' Look at it, and build again with --accept (dbt: --vars "accept: true") if it is '
            ~ 'right.'
        ) }}
    {%- endif -%}
    {%- set who = acting_person() -%}
    {%- set note = {
        'group': group, 'action': 'flip', 'who': who, 'invocation': invocation_id,
        'reason': 'no longer in the source'
    } -%}
    {%- do run_statements(deletion_statements(target.type, moves)) -%}
    {%- set refusal = overtaken(moves) or run_flip(flip_statement(
        target.type, note, moves, accepted_loads(group, brakes, who) ~ loads,
        var('flip_wait_seconds', 30)
    )) -%}
    {%- if refusal -%}
        {{ return(group ~ ': nothing was flipped, served data is as it was. ' ~ refusal) }}
    {%- endif -%}
    {%- do dress_served_views(members) -%}
    {%- do log(group ~ ': flipped ' ~ moves | length ~ ' served view' ~ ('s' if moves | length != 1 else '')
        ~ ' to new generations, '
        ~ moves | map(attribute='row_count') | sum ~ ' rows.', info=true) -%}
{% endmacro %}
