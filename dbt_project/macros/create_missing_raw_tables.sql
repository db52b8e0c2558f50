{#
  Statements that create each declared raw table which no load has made yet, empty, so
  that a build works on a fresh warehouse, and that add what an older one lacks; and each that
  others write into here. Reads the columns that the sources declare.
  Example: on-run-start: "{{ create_missing_raw_tables() }}"
#}
{% macro create_missing_raw_tables() %}
    {%- set tables = {} -%}
    {%- for source in (graph.sources.values() if execute else [])
        if source.schema.startswith('raw_') or source.source_meta.get('is_own') -%}
        {%- set columns = [] -%}
        {%- for column in source.columns.values() -%}
            {%- set required = column.config.meta.get('required') -%}
            {%- do columns.append(
                column.name ~ ' ' ~ raw_column_type(column.data_type)
                ~ (' not null' if required else '')
            ) -%}
        {%- endfor -%}
        {%- do tables.update(
            {source.schema ~ "." ~ source.identifier: columns | join(", ")}
        ) -%}
    {%- endfor -%}
    {{ create_or_widen(tables) if tables }}
{% endmacro %}
