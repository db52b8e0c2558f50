{#
  The largest of the limits of the loads that a model is made of.
  Example: load_limit(node, load_limits(lineage)) -> 0
#}
{% macro load_limit(node, limits) %}
    {%- set largest = [0] -%}
    {%- for id in (lineage_of([node.unique_id]) if limits else []) if id in graph.sources -%}
        {%- set source = graph.sources[id] -%}
        {%- do largest.append(
            limits.get(source.schema.removeprefix('raw_') ~ '.' ~ source.identifier[:-5], 0)
        ) -%}
    {%- endfor -%}
    {{ return(largest | max) }}
{% endmacro %}
