{#
  Makes reports that say `meta.live` follow what is served: their view reads the served views of
  the group, where it had read the report's own table. So a record that was served without a build
  counts in them at once, and an age is that of now. The table holds what the tests looked at.
  Example: serve_live(versioned_nodes('rentals'), results)
#}
{% macro serve_live(members, results) %}
    {%- set statements = [] -%}
    {%- for result in results if result.node.unique_id in members
        and result.node.config.meta.get('live') -%}
        {%- set query = namespace(text=result.node.compiled_code) -%}
        {%- for node in members.values() -%}
            {%- for version in [1, 2] -%}
                {%- set query.text = query.text | replace(
                    '"' ~ generation_name(node, version) ~ '"', '"' ~ node.alias ~ '"'
                ) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- do statements.append(
            'create or replace view ' ~ result.node.schema ~ '.' ~ result.node.alias
            ~ ' as ' ~ query.text ~ ';'
        ) -%}
    {%- endfor -%}
    {%- do run_statements(statements | join('\n')) -%}
{% endmacro %}
