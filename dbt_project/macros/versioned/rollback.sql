{#
  Serves the generation that is kept of every model of a group, as one transaction, and
  records it. What was served is kept in turn, so that a second rollback undoes the first.
  Example: dbt run-operation rollback --args '{group: race}'
#}
{% macro rollback(group) %}
    {%- set members = versioned_nodes(group) -%}
    {%- if not members -%}
        {%- do exceptions.raise_compiler_error('There is no group ' ~ group ~ '. There is: '
            ~ versioned_nodes().values() | map(attribute='config.group') | unique | sort
            | join(', ') ~ '.') -%}
    {%- endif -%}
    {%- set moves = moves_back(run_query(kept_generations(target.type, group)).rows) -%}
    {%- if moves | length < members | length -%}
        {%- do exceptions.raise_compiler_error(group ~ ' has no complete kept generation: only '
            ~ 'one build was served yet, or a later build has begun to fill it.') -%}
    {%- endif -%}
    {%- set who = acting_person() -%}
    {%- set note = {
        'group': group, 'action': 'rollback', 'who': who, 'invocation': invocation_id,
        'reason': 'rolled back'
    } -%}
    {%- do run_statements(deletion_statements(target.type, moves)) -%}
    {%- set refusal = run_flip(flip_statement(
        target.type, note, moves, '', var('flip_wait_seconds', 30)
    )) -%}
    {%- if refusal -%}
        {%- do exceptions.raise_compiler_error(group ~ ': not rolled back. ' ~ refusal) -%}
    {%- endif -%}
    {%- do log(group ~ ': rolled back ' ~ moves | length ~ ' served views.', info=true) -%}
{% endmacro %}
