{#
  The providers whose raw tables are among these unique ids.
  Example: providers_of(lineage_of([model.unique_id])) -> ['runsignup']
#}
{% macro providers_of(ids) %}
    {%- set found = [] -%}
    {%- for id in ids if id in graph.sources
        and graph.sources[id].schema.startswith('raw_') -%}
        {%- do found.append(graph.sources[id].schema[4:]) -%}
    {%- endfor -%}
    {{ return(found | unique | sort) }}
{% endmacro %}
