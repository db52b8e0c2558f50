{#
  At the end of a run: statements that write down how each data test ended, in place of how it
  ended the last time; one that was skipped keeps its last result.
  Example: on-run-end: "{{ record_tests(results) }}"
#}
{% macro record_tests(results) %}
    {%- set ids, rows = [], [] -%}
    {%- for result in results
        if result.node.resource_type == 'test' and result.status | string != 'skipped'
    -%}
        {%- set node = result.node -%}
        {%- set about = graph.nodes.get(node.attached_node or node.depends_on.nodes | first) -%}
        {%- do ids.append(quoted(node.unique_id)) -%}
        {%- do rows.append('(' ~ [
            quoted(node.unique_id),
            quoted(node.name),
            quoted(about.name) if about else 'null',
            quoted(about.config.group) if about and about.config.group else 'null',
            quoted(result.status),
            result.failures if result.failures is not none else 'null',
            quoted(result.message[:300]) if result.message else 'null',
            dbt.current_timestamp()
        ] | join(', ') ~ ')') -%}
    {%- endfor -%}
    {%- if rows and flags.WHICH in ('build', 'test') %}
    delete from ops.test_results where test_id in ({{ ids | join(', ') }});
    insert into ops.test_results (
        test_id, test_name, model, group_name, status, failure_count, message, tested_at
    ) values {{ rows | join(', ') }};
    {%- endif -%}
{% endmacro %}
