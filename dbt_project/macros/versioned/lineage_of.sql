{#
  The unique ids of models and of everything that they are made of: models, seeds, sources.
  Example: lineage_of(['model.syncline.unified_events'])
#}
{% macro lineage_of(ids) %}
    {%- set found = {} -%}
    {%- set todo = ids | list -%}
    {%- for _ in range(graph.nodes | length + graph.sources | length) if todo -%}
        {%- set id = todo.pop() -%}
        {%- if id not in found -%}
            {%- do found.update({id: true}) -%}
            {%- do todo.extend(graph.nodes.get(id, {}).get('depends_on', {}).get('nodes', [])) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found.keys() | list) }}
{% endmacro %}
