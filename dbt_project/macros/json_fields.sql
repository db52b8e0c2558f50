{#
  Select-list entries that read several fields of a JSON payload as text in one pass.
  column: the payload; fields: {name: key} or {name: [key, key, ...]} for nested keys. A
  key is taken literally, so it may hold dots, colons and spaces. A missing field is null.
  Example: json_fields('data', {'bib_number': 'bib_num', 'city': ['user', 'city']})
#}
{% macro json_fields(column, fields) -%}
    {{ return(adapter.dispatch('json_fields')(column, fields)) }}
{%- endmacro %}

{% macro duckdb__json_fields(column, fields) -%}
    {# the same json_transform in each entry: the engine evaluates it once per row #}
    {%- set shape = {} -%}
    {%- for path in fields.values() -%}
        {%- set keys = [path] if path is string else path -%}
        {%- set place = namespace(node=shape) -%}
        {%- for key in keys[:-1] -%}
            {%- set place.node = place.node.setdefault(key, {}) -%}
        {%- endfor -%}
        {%- do place.node.update({keys[-1]: 'VARCHAR'}) -%}
    {%- endfor -%}
    {%- set parsed -%}
        json_transform({{ column }}, '{{ tojson(shape) | replace("'", "''") }}')
    {%- endset -%}
    {%- for name, path in fields.items() -%}
        {%- set keys = [path] if path is string else path -%}
        {{ parsed }}."{{ keys | join('"."') }}" as {{ name }}
        {{- ',' if not loop.last }}
    {% endfor -%}
{%- endmacro %}

{% macro postgres__json_fields(column, fields) -%}
    {# a path, since a chain of arrows copies each object that it passes through #}
    {%- for name, path in fields.items() -%}
        {%- if path is string -%}
            {{ column }} ->> '{{ path }}' as {{ name }}
        {%- else -%}
            {{ column }} #>> array['{{ path | join("', '") }}'] as {{ name }}
        {%- endif -%}
        {{- ',' if not loop.last }}
    {% endfor -%}
{%- endmacro %}
