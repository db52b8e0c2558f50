{#
  Makes rows quick to find by each of the text columns that a model's meta names in `found_by`.
  On PostgreSQL with a bloom filter of every megabyte, which costs half of what a tree does and a
  tenth of its space; it has a name as dbt's own indexes have, so that nobody carries it over.
  DuckDB needs none: it reads that one column.
  Example: create_lookups(model, generation), with meta: {found_by: [participant_key]}
#}
{% macro create_lookups(node, generation) %}
    {{ return(adapter.dispatch('create_lookups')(generation, node.config.meta.get('found_by', []))) }}
{% endmacro %}

{% macro duckdb__create_lookups(generation, columns) %}
{% endmacro %}

{% macro postgres__create_lookups(generation, columns) %}
    {#- one each: the filters of two columns that are full do not fit on one page #}
    {%- for column in columns %}
    {%- call statement('lookup_of_' ~ column) %}
    create index "{{ local_md5(generation ~ column) }}" on {{ generation }}
    using brin ({{ column }} text_bloom_ops)
    {%- endcall %}
    {%- endfor %}
{% endmacro %}
