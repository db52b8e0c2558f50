{#
  A query of what somebody's edits say of each record of a source: of each field the newest value
  that was set, null where only edits set it that are not newer than the source's own time of
  change. A source without one is older than any edit. In an edit null leaves a field as it is and
  empty text clears it; one that names no connection is of the only one that has its id.
  Example: left join ({{ newest_edits('sourced', 'edits', ['name']) }}) as edited on ...
#}
{% macro newest_edits(sourced, edits, fields) -%}
    select
        ranked.connection,
        ranked.external_id,
    {%- for name in fields %}
        max(case when ranked.is_newer and ranked.place_of_{{ name }} = 1 then ranked.{{ name }} end)
            as {{ name }},
    {%- endfor %}
        bool_or(ranked.is_newer) as is_newer,
        max(ranked.updated_at) as edited_at
    from (
        select
            record.connection,
            record.external_id,
            edit.updated_at,
            record.updated_at is null or edit.updated_at > record.updated_at as is_newer
    {%- for name in fields %},
            edit.{{ name }},
            row_number() over (
                partition by
                    record.connection, record.external_id,
                    case when edit.{{ name }} is null then 1 else 0 end
                order by edit.updated_at desc, md5(edit.{{ name }}) asc
            ) as place_of_{{ name }}
    {%- endfor %}
        from {{ edits }} as edit
        inner join (
            select
                each_record.connection, each_record.external_id, each_record.updated_at,
                count(*) over (partition by each_record.external_id) as record_count
            from {{ sourced }} as each_record
        ) as record
            on
                edit.external_id = record.external_id
                and (
                    edit.connection = record.connection
                    or (edit.connection is null and record.record_count = 1)
                )
        where edit.updated_at is not null
            and coalesce(edit.{{ fields | join(', edit.') }}) is not null
    ) as ranked
    group by ranked.connection, ranked.external_id
{%- endmacro %}
