{#
  Statements that create each declared raw table which no load has made yet, empty, so
  that a build works on a fresh warehouse; existing tables are left alone. Reads the
  columns that the sources declare.
  Example: on-run-start: "{{ create_missing_raw_tables() }}"
#}
{% macro create_missing_raw_tables() %}
    {% if execute %}
        {% for schema, sources in graph.sources.values() | groupby('schema') %}
            create schema if not exists {{ schema }};
            {% for source in sources %}
                create table if not exists {{ schema }}.{{ source.identifier }} (
                    {% for column in source.columns.values() %}
                        {{ column.name }} {{ raw_column_type(column.data_type) }}
                        {{ 'not null' if column.config.meta.get('required') }}
                        {{ ',' if not loop.last }}
                    {% endfor %}
                );
            {% endfor %}
        {% endfor %}
    {% endif %}
{% endmacro %}
