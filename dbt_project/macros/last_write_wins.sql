{#
  The records of a source as whoever wrote last has them: the source, or somebody's edits of it
  that are newer than its own time of change. See newest_edits for which edits count.
  sourced: a CTE with external_id, connection, the fields, created_at, updated_at and the load
  columns of staging; edits: a CTE with external_id, connection, the fields and updated_at.
  Example: last_write_wins('sourced', 'edits', ['name', 'title', 'company', 'bio'])
#}
{% macro last_write_wins(sourced, edits, fields) -%}
    select
        record.connection,
        record.external_id,
    {%- for name in fields %}
        case
            when edited.{{ name }} is null then record.{{ name }}
            else nullif(edited.{{ name }}, '')
        end as {{ name }},
        record.{{ name }} as source_{{ name }},
    {%- endfor %}
        case when edited.is_newer then 'crm' else 'source' end as won_by,
        case
            when edited.is_newer
                then concat_ws(
                    ', '
    {%- for name in fields %},
                    case when edited.{{ name }} is not null then '{{ name }}' end
    {%- endfor %}
                )
        end as edited_fields,
        record.created_at as source_created_at,
        record.updated_at as source_updated_at,
        edited.edited_at,
        record.missing_since,
        record.content_hash,
        record.extracted_at,
        record._dlt_load_id
    from {{ sourced }} as record
    left join ({{ newest_edits(sourced, edits, fields) }}) as edited
        on
            record.connection = edited.connection
            and record.external_id = edited.external_id
{%- endmacro %}
