{#
  A query of one text that tells what others have written into the tables that a lineage reads
  beside the raw ones, and none where it reads no such table. Equal as long as nothing of it
  changed, whatever a session's time zone.
  Example: edits_query(lineage_of(['model.syncline.speakers']))
#}
{% macro edits_query(lineage) %}
    {%- set told = [] -%}
    {%- for id in lineage | sort if id in graph.sources
        and graph.sources[id].source_meta.get('is_own')
        and not graph.sources[id].schema.startswith('raw_') -%}
        {%- set source, columns = graph.sources[id], [quoted(graph.sources[id].name)] -%}
        {%- for column in source.columns.values() -%}
            {%- do columns.append(
                'extract(epoch from ' ~ column.name ~ ')'
                if column.data_type == 'timestamptz' else column.name
            ) -%}
        {%- endfor -%}
        {%- do told.append(
            'select ' ~ row_hash(columns) ~ ' as line from ' ~ source.schema ~ '.'
            ~ source.identifier
        ) -%}
    {%- endfor -%}
    {%- if told -%}
        select coalesce(md5(string_agg(line, ' ' order by line)), '') as said
        from ({{ told | join(' union all ') }}) as written
    {%- endif -%}
{% endmacro %}
