{#
  Stops the build of a generation in which a column that is served would vanish or change its
  type: readers would break at the flip. Columns may be added.
  Example: refuse_broken_columns(this, generation)
#}
{% macro refuse_broken_columns(served, generation) %}
    {%- set view = adapter.get_relation(served.database, served.schema, served.identifier) -%}
    {%- if view -%}
        {%- set built = {} -%}
        {%- for column in adapter.get_columns_in_relation(generation) -%}
            {%- do built.update({column.name: column.data_type}) -%}
        {%- endfor -%}
        {%- set broken = [] -%}
        {#- adapter.get_columns_in_relation would give those of the generation -#}
        {%- for column in adapter.dispatch('get_columns_in_relation', 'dbt')(view) -%}
            {%- if column.name not in built -%}
                {%- do broken.append(column.name ~ ' would vanish') -%}
            {%- elif built[column.name] != column.data_type -%}
                {%- do broken.append(
                    column.name ~ ' would change from ' ~ column.data_type ~ ' to '
                    ~ built[column.name]
                ) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if broken -%}
            {%- do exceptions.raise_compiler_error(
                served.schema ~ '.' ~ served.identifier ~ ' is served and its readers would '
                ~ 'break: ' ~ broken | join(', ') ~ '. Nothing moved. Keep these columns, or '
                ~ 'serve the change beside them as a new dbt model version.'
            ) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
