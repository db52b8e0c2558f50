{#
  Stops the build of a generation in which a column that is served would vanish or change its
  type: readers would break at the flip. Columns may be added. Gives back the names of the
  generation's columns.
  Example: refuse_broken_columns(this, generation)
#}
{% macro refuse_broken_columns(served, generation) %}
    {%- set found = columns_in(served.schema, [served.identifier, generation.identifier]) -%}
    {%- set built, broken = found[generation.identifier], [] -%}
    {%- for name, type in found.get(served.identifier, {}).items() -%}
        {%- if name not in built -%}
            {%- do broken.append(name ~ ' would vanish') -%}
        {%- elif built[name] != type -%}
            {%- do broken.append(
                name ~ ' would change from ' ~ type ~ ' to ' ~ built[name]
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
    {{ return(built.keys() | list) }}
{% endmacro %}
