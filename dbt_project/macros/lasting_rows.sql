{#
  The newest row of every record that any complete load ever brought, with `missing_since`: when
  the first complete full load began that no longer had it, null while it is there. For entities
  that outlive their source.
  Example: lasting_rows(source('raw_resources_centre', 'speakers_json'), 'resources_centre', 'speakers')
#}
{% macro lasting_rows(landed, provider, entity) -%}
    select
        ranked.*,
        (
            select min(later.started_at)
            from {{ source('raw_' ~ provider, 'loads') }} as later
            where later.connection = ranked.connection
                and later.entity = '{{ entity }}'
                and later.mode = 'full'
                and later._dlt_load_id > ranked._dlt_load_id
                and later._dlt_load_id in ({{ visible_load_ids(provider) }})
        ) as missing_since
    from (
        select
            landed.*,
            row_number() over (
                partition by landed.connection, landed.key
                order by
                    landed._dlt_load_id desc, landed.updated_at desc nulls last,
                    landed.extracted_at desc, landed.content_hash desc
            ) as place
        from {{ landed }} as landed
        where landed._dlt_load_id in ({{ visible_load_ids(provider) }})
    ) as ranked
    where ranked.place = 1
{%- endmacro %}
