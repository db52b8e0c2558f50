{#
  A statement that records a filled generation: its rows, which of its columns hold any value
  at all, and the newest loads that it could see.
  Example: record_generation(model, 2, generation, load_ids)
#}
{% macro record_generation(node, version, generation, load_ids) %}
    {%- set columns = adapter.get_columns_in_relation(generation) | map(attribute='name') -%}
    update ops.generations
    set row_count = (select count(*) from {{ generation }}),
        filled_columns = (
            select concat_ws(','
                {%- for name in columns %},
                case when exists (
                    select 1 from {{ generation }} where {{ adapter.quote(name) }} is not null
                ) then '{{ name }}' end
                {%- endfor %}
            )
        ),
        load_ids = '{{ load_ids }}',
        built_at = {{ dbt.current_timestamp() }}
    where entity = '{{ entity_name(node) }}' and version = {{ version }}
{% endmacro %}
