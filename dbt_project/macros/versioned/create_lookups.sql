{#
  Makes rows quick to find by each of the text columns that a model's meta names in
  `found_by`, and by the key by which its records are patched. On PostgreSQL with a
  bloom filter of every 256 KB, which costs half of what a tree does and a tenth of its
  space; it has a name as dbt's own indexes have, so that nobody carries it over. DuckDB needs
  none: it reads that one column.
  Example: create_lookups(model, generation), with meta: {found_by: [participant_key]}
#}
{% macro create_lookups(node, generation) %}
    {%- set names = node.config.meta.get('found_by', []) | list -%}
    {%- set key = node.config.meta.get('patched', {}).get('key') -%}
    {%- if key not in names and node.columns.get(key, {}).get('data_type') == 'text' -%}
        {%- do names.append(key) -%}
    {%- endif -%}
    {{ return(adapter.dispatch('create_lookups')(generation, names)) }}
{% endmacro %}

{% macro duckdb__create_lookups(generation, columns) %}
{% endmacro %}

{% macro postgres__create_lookups(generation, columns) %}
    {#- One each: the filters of two columns that are full do not fit on one page. Small
        ranges, sharp filters: many keys at once must not meet half of the table. #}
    {%- for column in columns %}
    {%- call statement('lookup_of_' ~ column) %}
    create index "{{ local_md5(generation ~ column) }}" on {{ generation }}
    using brin ({{ column }} text_bloom_ops(false_positive_rate = 0.001))
    with (pages_per_range = 32)
    {%- endcall %}
    {%- endfor %}
{% endmacro %}
