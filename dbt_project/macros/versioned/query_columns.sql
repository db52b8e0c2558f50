{#
  The columns of a query's view: those that it has keep place and type, new ones follow. What a
  standing column's field has become is told where it is not what it was, for readers rely on
  it: null for a field that is asked for no more, and for a value of another type.
  Example: query_columns('revops.it_teams', {'id': 'bigint'}, inferred)
#}
{% macro query_columns(view, standing, inferred) %}
    {%- set found, wanted = [], {} -%}
    {%- set kinds = {
        'varchar': 'text', 'double': 'double precision', 'decimal(38,9)': 'numeric',
        'numeric(38,9)': 'numeric', 'timestamp with time zone': 'timestamptz', 'jsonb': 'json'
    } -%}
    {%- for column in inferred -%}
        {%- do wanted.update({column.name: column}) -%}
    {%- endfor -%}
    {%- for name, type in standing.items() if name not in ('record_key', 'fetched_at', 'load_id') -%}
        {%- set kind = kinds.get(type | lower, type | lower) -%}
        {%- set now = wanted.pop(name, none) -%}
        {%- if now and now.type != kind -%}
            {%- do log(view ~ '.' ~ name ~ ' stays ' ~ kind ~ ', though the schema says ' ~ now.type
                ~ ' now: what is no ' ~ kind ~ ' shows as null. Drop the view, and the next build'
                ~ ' makes it anew.', info=true) -%}
        {%- endif -%}
        {%- do found.append({'name': name, 'type': kind, 'path': now.path if now else []}) -%}
    {%- endfor -%}
    {%- do found.extend(inferred | selectattr('name', 'in', wanted.keys() | list)) -%}
    {{ return(found) }}
{% endmacro %}
