{#
  By how many percent the loads that a model is made of may shrink by themselves at most, where
  their connections say so: the model may then lack as many rows.
  Example: load_limit(node) -> 0
#}
{% macro load_limit(node) %}
    {%- set lineage = lineage_of([node.unique_id]) -%}
    {%- set limits = [0] -%}
    {%- for provider in providers_of(lineage) -%}
        {%- set found = run_query(
            'select max(case when empty_allowed and landed_count = 0 then 100 '
            ~ 'else shrink_limit_pct end) from (' ~ newest_full_loads(provider, lineage)
            ~ ') as newest'
        ).rows[0][0] -%}
        {%- do limits.append((found or 0) | int) -%}
    {%- endfor -%}
    {{ return(limits | max) }}
{% endmacro %}
