{#
  Statements that create each declared raw table which no load has made yet, empty, so
  that a build works on a fresh warehouse; existing tables are left alone. Reads the
  columns that the sources declare.
  Example: on-run-start: "{{ create_missing_raw_tables() }}"
#}
{% macro create_missing_raw_tables() %}
    {%- set statements = [] -%}
    {%- for source in (graph.sources.values() if execute else []) -%}
        {%- set columns = [] -%}
        {%- for column in source.columns.values() -%}
            {%- set required = column.config.meta.get('required') -%}
            {%- do columns.append(
                column.name ~ ' ' ~ raw_column_type(column.data_type)
                ~ (' not null' if required else '')
            ) -%}
        {%- endfor -%}
        {%- do statements.append(
            'create schema if not exists ' ~ source.schema ~ ';'
        ) -%}
        {%- do statements.append(
            'create table if not exists ' ~ source.schema ~ '.' ~ source.identifier
            ~ ' (' ~ columns | join(', ') ~ ');'
        ) -%}
    {%- endfor -%}
    {{ statements | join(' ') }}
{% endmacro %}
