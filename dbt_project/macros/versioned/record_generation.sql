{#
  A statement that records a filled generation: its rows, which of its columns hold any value
  at all, and the newest loads that it could see.
  Example: record_generation(model, generation, ['event_key'], load_ids)
#}
{% macro record_generation(node, generation, names, load_ids) %}
    {%- set head = values_in('(select * from ' ~ generation ~ ' limit 1000) as head', names) -%}
    {#- most columns show a value at once: only the others are looked through to the end -#}
    {%- set doubtful = names | reject('in', head.filled) | list -%}
    {%- set whole = values_in(generation, doubtful) -%}
    update ops.generations
    set row_count = {{ whole.row_count }},
        filled_columns = {{ quoted((head.filled + whole.filled) | join(',')) }},
        load_ids = {{ quoted(load_ids) }},
        built_at = {{ dbt.current_timestamp() }}
    where entity = '{{ entity_name(node) }}'
        and version = {{ generation.identifier[-1] }}
{% endmacro %}
