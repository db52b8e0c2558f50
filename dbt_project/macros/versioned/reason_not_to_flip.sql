{#
  Why a run that touched a group cannot move it, in words; empty when it can: all of its
  models and of the data tests on them ran, and nothing in their lineage failed.
  Example: reason_not_to_flip('race', versioned_nodes('race'), results)
#}
{% macro reason_not_to_flip(group, members, results) %}
    {%- if flags.WHICH != 'build' -%}
        {{ return('`dbt run` does not test; `dbt build` does both.') }}
    {%- elif flags.EMPTY or flags.SAMPLE -%}
        {{ return('The run was made with --empty or --sample.') }}
    {%- endif -%}
    {%- set lineage = lineage_of(members.keys()) -%}
    {%- set failed, left_out = [], [] -%}
    {%- for result in results
        if result.node.resource_type != 'exposure'
        and result.status | string not in ('success', 'pass', 'warn', 'no-op')
        and ([result.node.unique_id] + result.node.depends_on.nodes) | select('in', lineage) | list
    -%}
        {%- do failed.append(result.node.name ~ ' (' ~ result.status ~ ')') -%}
    {%- endfor -%}
    {%- for id, node in graph.nodes.items() if id not in selected_resources -%}
        {%- if id in members or (
            node.resource_type == 'test' and node.depends_on.nodes | select('in', members) | list
        ) -%}
            {%- do left_out.append(node.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if failed -%}
        {{ return('Served data is as it was, because these did not pass: '
            ~ failed[:8] | join(', ') ~ (' and more.' if failed | length > 8 else '.')) }}
    {%- elif left_out -%}
        {{ return('The selection does not cover the group; left out: '
            ~ left_out[:5] | join(', ') ~ (' and more' if left_out | length > 5 else '')
            ~ '. Its new generations are built, and the next full build flips.') }}
    {%- endif -%}
{% endmacro %}
