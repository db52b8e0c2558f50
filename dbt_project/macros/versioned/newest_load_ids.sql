{#
  The newest complete load of each connection that a versioned model is made of, as JSON:
  {"<connection>": "<load id>"}.
  Example: newest_load_ids(model) -> {"demo_runsignup": "1784567.1"}
#}
{% macro newest_load_ids(node) %}
    {%- set found, queries = {}, [] -%}
    {%- for provider in providers_of(lineage_of([node.unique_id])) -%}
        {%- do queries.append(
            'select loads.connection, max(loads._dlt_load_id) from raw_' ~ provider
            ~ '.loads as loads where loads._dlt_load_id in ('
            ~ visible_load_ids(provider) ~ ') group by loads.connection'
        ) -%}
    {%- endfor -%}
    {%- for row in (run_query(queries | join(' union all ')).rows if queries else []) -%}
        {%- do found.update({row[0]: row[1] | string}) -%}
    {%- endfor -%}
    {{ return(tojson(found)) }}
{% endmacro %}
