{#
  A query with one row per name that the fields of a JSON object share behind two beginnings:
  the columns `kept` of `rows`, `name` (what follows the beginning) and, as text, the two
  fields in `one_text` and `other_text`; null for one that is not there.
  Example: json_twins('located', 'data', ['key'], 'times.official_', 'times.real_')
  {"times.official_Km 5": 9, "times.real_Km 5": 8} gives name 'Km 5', '9' and '8'
#}
{% macro json_twins(rows, column, kept, one, other) -%}
    {%- set columns = kept | join(', ') -%}
    {{ return(adapter.dispatch('json_twins')(rows, column, columns, one, other)) }}
{%- endmacro %}

{% macro duckdb__json_twins(rows, column, kept, one, other) -%}
    {# two reads of a record however many fields it has; only names become rows #}
    select
        {{ kept }}, name,
        texts[list_position(fields, '{{ one }}' || name)] as one_text,
        texts[list_position(fields, '{{ other }}' || name)] as other_text
    from (
        select {{ kept }}, fields, texts, unnest(list_distinct([
            case
                when starts_with(field, '{{ one }}')
                    then substr(field, length('{{ one }}') + 1)
                else substr(field, length('{{ other }}') + 1)
            end
            for field in fields
            if starts_with(field, '{{ one }}') or starts_with(field, '{{ other }}')
        ])) as name
        from (
            select {{ kept }}, json_keys({{ column }}) as fields, {{ column }} ->> '$.*' as texts
            from {{ rows }}
        ) as opened
    ) as named
{%- endmacro %}

{% macro postgres__json_twins(rows, column, kept, one, other) -%}
    {# jsonb finds a field by its name without looking through the others #}
    select
        {{ kept }}, field.name,
        {{ column }} ->> ('{{ one }}' || field.name) as one_text,
        {{ column }} ->> ('{{ other }}' || field.name) as other_text
    from {{ rows }}
    cross join lateral (
        select
            case
                when starts_with(written, '{{ one }}')
                    then substr(written, length('{{ one }}') + 1)
                else substr(written, length('{{ other }}') + 1)
            end as name
        from jsonb_object_keys({{ column }}) as written
        where
            starts_with(written, '{{ one }}')
            or (
                starts_with(written, '{{ other }}')
                and not jsonb_exists(
                    {{ column }}, '{{ one }}' || substr(written, length('{{ other }}') + 1)
                )
            )
    ) as field
{%- endmacro %}
