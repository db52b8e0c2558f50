{#
  The largest of the limits of the loads that a model is made of. Those of a source whose meta says
  `is_setting: true` are not among them: settings come and go, and no record with them.
  Example: load_limit(node, load_limits(lineage)) -> 0
#}
{% macro load_limit(node, limits) %}
    {%- set largest, tables = [0], [] -%}
    {%- for source in graph.sources.values() -%}
        {%- do tables.append(source.schema ~ '.' ~ source.identifier) -%}
    {%- endfor -%}
    {%- for id in (lineage_of([node.unique_id]) if limits else [])
        if id in graph.sources and not graph.sources[id].config.meta.get('is_setting') -%}
        {%- set source = graph.sources[id] -%}
        {%- set provider = source.schema.removeprefix('raw_') -%}
        {%- do largest.append(limits.get(provider ~ '.' ~ source.identifier[:-5], 0)) -%}
        {%- for name, limit in limits.items()
            if source.config.meta.get('is_shared') and name.startswith(provider ~ '.')
            and 'raw_' ~ name ~ '_json' not in tables -%}
            {%- do largest.append(limit) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(largest | max) }}
{% endmacro %}
