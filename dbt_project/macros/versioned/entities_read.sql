{#
  The condition that a load of a provider is of an entity that a lineage reads. A raw table whose
  source says `meta: {is_shared: true}` holds all entities that have no table of their own.
  Example: entities_read('nowrepblue', lineage) -> loads.entity in ('boards', 'talents')
#}
{% macro entities_read(provider, lineage) -%}
    {%- set listed, own, shared = [], [], [] -%}
    {%- for id, source in graph.sources.items()
        if source.schema == 'raw_' ~ provider and source.identifier.endswith('_json') -%}
        {%- do own.append(source.identifier[:-5]) -%}
        {%- if id in lineage -%}
            {%- do listed.append(source.identifier[:-5]) -%}
            {%- do shared.append(id) if source.config.meta.get('is_shared') -%}
        {%- endif -%}
    {%- endfor -%}
    (loads.entity in ('{{ listed | join("', '") }}')
    {%- if shared %} or loads.entity not in ('{{ own | join("', '") }}'){% endif %})
{%- endmacro %}
