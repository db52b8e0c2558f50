{#
  Where a relation that a node depends on is to be read by this run: a versioned model that the
  run builds in the generation that it fills, one that nobody was served from yet in the
  generation that an earlier run built, anything else as it is.
  Example: generation_or_served(builtins.ref('unified_events'))
#}
{% macro generation_or_served(relation) %}
    {%- for id in model.depends_on.nodes if flags.WHICH in ('build', 'run', 'test') -%}
        {%- set node = graph.nodes.get(id, {}) -%}
        {%- if node and node.alias == relation.identifier and node.schema == relation.schema
            and node.config.materialized == 'versioned' -%}
            {%- set is_filled = flags.WHICH != 'test' and id in selected_resources -%}
            {%- set version = idle_version(node) if is_filled else unserved_version(node) -%}
            {%- if version -%}
                {{ return(relation.incorporate(
                    path={'identifier': generation_name(node, version)}
                )) }}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(relation) }}
{% endmacro %}
