{#
  Statements that create each table that is not there, and add to each that is there the
  columns that it lacks, as one made by an earlier version of the project does. `tables` is
  {schema.table: 'column type, column type'}; a column that is added may be null, since
  nobody knows what older rows would have held.
  Example: create_or_widen({'ops.flips': 'group_name text, flipped_at timestamptz'})
#}
{% macro create_or_widen(tables) %}
    {%- set standing = {} -%}
    {%- for row in run_query(
        'select listed.schema_name, listed.table_name, listed.column_name from ('
        ~ columns_of_relations(target.type) ~ ") as listed where listed.schema_name in ('"
        ~ tables | map('replace', '.', "', '") | join("', '") ~ "')"
    ).rows -%}
        {%- do standing.setdefault(row[0] ~ '.' ~ row[1], []).append(row[2]) -%}
    {%- endfor -%}
    {%- set schemas, statements = [], [] -%}
    {%- for name, columns in tables.items() -%}
        {%- if name.split('.')[0] not in schemas -%}
            {%- do schemas.append(name.split('.')[0]) -%}
        {%- endif -%}
        {%- if name not in standing -%}
            {%- do statements.append(
                'create table if not exists ' ~ name ~ ' (' ~ columns ~ ')'
            ) -%}
        {%- endif -%}
        {%- set declared = modules.re.split(',(?![^(]*[)])', columns) -%}
        {%- for column in declared if name in standing -%}
            {%- if column.split()[0] not in standing[name] -%}
                {%- do statements.append(
                    'alter table ' ~ name ~ ' add column if not exists '
                    ~ column.replace(' not null', '')
                ) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for schema in schemas -%}
        {%- do statements.insert(0, 'create schema if not exists ' ~ schema) -%}
    {%- endfor -%}
    {{ return(statements | join('; ') ~ ';') }}
{% endmacro %}
