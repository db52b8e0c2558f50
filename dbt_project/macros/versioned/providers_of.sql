{#
  The providers whose raw tables are among these unique ids; the queue's mirror is none.
  Example: providers_of(lineage_of([model.unique_id])) -> ['runsignup']
#}
{% macro providers_of(ids) %}
    {%- set found = [] -%}
    {%- for id in ids if id in graph.sources
        and graph.sources[id].schema.startswith('raw_')
        and not graph.sources[id].source_meta.get('is_own') -%}
        {%- do found.append(graph.sources[id].schema[4:]) -%}
    {%- endfor -%}
    {{ return(found | unique | sort) }}
{% endmacro %}
