{#
  The versioned models by unique id; those of one group when a group is named.
  Example: versioned_nodes('race')
#}
{% macro versioned_nodes(group=none) %}
    {%- set found = {} -%}
    {%- for id, node in (graph.nodes.items() if execute else []) -%}
        {%- if node.resource_type == 'model' and node.config.materialized == 'versioned'
            and group in (none, node.config.group) -%}
            {%- do found.update({id: node}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}
